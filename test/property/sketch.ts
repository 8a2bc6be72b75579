import fc from 'fast-check';
import { stringify } from 'yaml';

/**
 * An app as a person would tell it. Every rendering makes resources with the same logical ids of it: `F1` is a function, `F1W2` what its
 * second way of being invoked begins with, `Q1`, `T1`, `B1`, `S1` and `D1` are a queue, a topic, a bucket, a stream and a table.
 */
export interface Sketch {
  readonly queues: { readonly [id: string]: Queue };
  readonly functions: { readonly [id: string]: Fn };
}

/** The id of a queue, topic, bucket or function that takes failed events; with a `?` behind it only in production. */
export type Net = string;

export interface Queue {
  readonly fifo?: true;
  readonly redrive?: Net;
  readonly receives?: number;
  readonly visibility?: number;
  readonly retention?: number;
  /** An alarm is on it. */
  readonly watched?: true;
  /** Its policy lets none of the services in that should write to it. */
  readonly closed?: true;
  readonly key?: Key;
}

/** The key of AWS that no service can use, or one of the app: open to services and the account, left to the policies of the account, or for an administrator only. */
export type Key = 'aws' | 'open' | 'account' | 'closed';

/** Subnets of the one VPC of the app: with a NAT gateway, without a way out, or with an internet gateway. */
export type Subnets = 'private' | 'isolated' | 'public';

export interface Fn {
  readonly timeout?: number;
  readonly reserved?: number;
  /** It has a version, and an alias `live`. */
  readonly published?: true;
  /** Its role may write to its nets, is made elsewhere, or may not write anywhere. */
  readonly role: 'granted' | 'elsewhere' | 'bare';
  readonly dlq?: Net;
  readonly vpc?: Subnets;
  /** Seconds that a durable execution may take. */
  readonly durable?: number;
  /** It isolates tenants. */
  readonly tenants?: true;
  /** Configurations of asynchronous invocations. */
  readonly async: { readonly [qualifier in Qualifier]?: { readonly retries?: number; readonly age?: number; readonly onFailure?: Net; readonly onSuccess?: Net } };
  readonly ways: { readonly [name: string]: Way };
}

export type Qualifier = 'latest' | 'live' | 'version';

/** How it is invoked; only in production where it says so. */
export type Way = Source & { readonly to: Qualifier; readonly prod?: true };

export interface Batches { readonly batch?: number; readonly window?: number; readonly partial?: true; readonly disabled?: true; readonly filter?: true }
export interface Limits { readonly retries?: number; readonly age?: number }

export type Source =
  | { readonly by: 'sqs'; readonly queue: string; readonly concurrency?: number } & Batches
  | { readonly by: 'kinesis' | 'dynamodb'; readonly onFailure?: Net; readonly bisect?: true } & Limits & Batches
  | { readonly by: 'kafka'; readonly onFailure?: Net } & Limits & Batches
  | { readonly by: 'msk'; readonly onFailure?: Net; readonly cluster?: Subnets } & Limits & Batches
  | { readonly by: 'docdb'; readonly batch?: number; readonly cluster?: Subnets }
  | { readonly by: 'mq'; readonly batch?: number }
  | { readonly by: 'sns'; readonly topic: string; readonly dlq?: Net; readonly filter?: true }
  | { readonly by: 'rule'; readonly scheduled?: true; readonly constant?: true; readonly dlq?: Net; readonly second?: { readonly dlq?: Net } } & Limits
  | { readonly by: 'schedule'; readonly dlq?: Net } & Limits
  | { readonly by: 's3'; readonly bucket: string; readonly prefix?: string }
  | { readonly by: 'logs' }
  | { readonly by: 'iot'; readonly errorAction?: Net }
  | { readonly by: 'pipe'; readonly queue?: string; readonly forgets?: true; readonly dlq?: Net } & Limits
  | { readonly by: 'task'; readonly retry?: true; readonly caught?: true; readonly express?: true; readonly event?: true }
  | { readonly by: 'http' | 'rest'; readonly patience?: number }
  | { readonly by: 'alb'; readonly patience?: number }
  | { readonly by: 'appsync'; readonly event?: true }
  | { readonly by: 'ses'; readonly waits?: true }
  | { readonly by: 'url' | 'cognito' | 'config' | 'pipeline' }
  | { readonly by: 'custom'; readonly patience?: number };

const queues = ['Q1', 'Q2', 'Q3', 'Q4'];
const topics = ['T1', 'T2'];
const buckets = ['B1', 'B2'];
const names = ['F1', 'F2', 'F3'];

const yes = fc.constant(true as const);
const sometimes = <T>(...values: T[]) => fc.constantFrom(...values);
/** There in so many of ten; `fc.option` with a `freq` of 1 would never have anything. */
const optional = <T>(arbitrary: fc.Arbitrary<T>, tenths = 5): fc.Arbitrary<T | undefined> =>
  fc.oneof({ withCrossShrink: true }, { arbitrary: fc.constant(undefined), weight: 10 - tenths }, { arbitrary, weight: tenths });
const rarely = optional(yes, 1);

/** Not always there: `fc.record` without required keys would have a good half of everything in every app. */
const some = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> => fc.record(model).map((made) => defined(made));

function defined<T extends object>(made: T): T {
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as T;
}

const net = (...ids: readonly string[]): fc.Arbitrary<Net | undefined> =>
  optional(fc.tuple(fc.constantFrom(...ids), rarely).map(([id, prod]) => (prod ? `${id}?` : id)), 7);

const queue: fc.Arbitrary<Queue> = some<Queue>({
  fifo: rarely, redrive: net(...queues), receives: optional(sometimes(1, 3, 5, 10)),
  visibility: optional(sometimes(10, 18, 60, 900)), retention: optional(sometimes(60, 3600, 1_209_600), 3),
  watched: optional(yes, 3), closed: rarely, key: optional(sometimes<Key>('aws', 'open', 'account', 'closed'), 3),
});

const subnets = optional(sometimes<Subnets>('private', 'isolated', 'public'), 1);
const batches = { batch: optional(sometimes(1, 10, 50, 500)), window: optional(sometimes(0, 5), 3), partial: optional(yes, 3), disabled: rarely, filter: rarely };
const limits = { retries: optional(sometimes(0, 2, 5)), age: optional(sometimes(60, 3600, 20_000), 3) };
type Of<By extends Source['by'], S extends Source = Source> = S extends Source ? (By extends S['by'] ? S : never) : never;
const given = <By extends Source['by']>(by: By, model: { [K in Exclude<keyof Of<By>, 'by'>]: fc.Arbitrary<Of<By>[K]> }): fc.Arbitrary<Source> => some<Source>({ by: fc.constant(by), ...model as object } as never);

const sqs = given('sqs', { queue: fc.constantFrom(...queues), concurrency: optional(sometimes(2, 10), 3), ...batches });

const sources: fc.Arbitrary<Source>[] = [
  // What there is most of.
  sqs, sqs, sqs,
  given('kinesis', { onFailure: net(...queues, ...topics, ...buckets), bisect: optional(yes, 3), ...limits, ...batches }),
  given('dynamodb', { onFailure: net(...queues, ...topics, ...buckets), bisect: optional(yes, 3), ...limits, ...batches }),
  given('kafka', { onFailure: net(...queues, ...topics, ...buckets), ...limits, ...batches }),
  given('msk', { onFailure: net(...queues, ...topics, ...buckets), cluster: subnets, ...limits, ...batches }),
  given('docdb', { batch: batches.batch, cluster: subnets }),
  given('mq', { batch: batches.batch }),
  given('sns', { topic: fc.constantFrom(...topics), dlq: net(...queues), filter: rarely }),
  given('rule', { scheduled: optional(yes, 3), constant: rarely, dlq: net(...queues), second: optional(some<{ readonly dlq?: Net }>({ dlq: net(...queues) }), 3), retries: limits.retries, age: limits.age }),
  given('schedule', { dlq: net(...queues), retries: limits.retries, age: limits.age }),
  given('s3', { bucket: fc.constantFrom(...buckets), prefix: optional(fc.constantFrom('in/', 'aws/'), 3) }),
  given('logs', {}),
  given('iot', { errorAction: net(...queues) }),
  given('pipe', { queue: optional(fc.constantFrom(...queues), 3), forgets: optional(yes, 3), dlq: net(...queues), ...limits }),
  given('task', { retry: optional(yes, 3), caught: optional(yes, 3), express: rarely, event: rarely }),
  given('http', { patience: optional(sometimes(3, 29), 3) }),
  given('rest', { patience: optional(sometimes(3, 29), 3) }),
  given('alb', { patience: optional(sometimes(3, 60), 3) }),
  given('appsync', { event: optional(yes, 3) }),
  given('ses', { waits: optional(yes, 3) }),
  given('config', {}),
  given('pipeline', {}),
  given('url', {}),
  given('cognito', {}),
  given('custom', { patience: optional(sometimes(60, 600), 3) }),
];

const way: fc.Arbitrary<Way> = fc.tuple(fc.oneof(...sources), fc.constantFrom<Qualifier>('latest', 'latest', 'live', 'live', 'version'), rarely)
  // A version has no URL, and a pipeline names the function alone.
  .map(([source, to, prod]) => defined({ ...source, to: source.by === 'pipeline' ? 'latest' as const : source.by === 'url' && to === 'version' ? 'live' as const : to, prod }));

const config = some<NonNullable<Fn['async'][Qualifier]>>({
  retries: optional(sometimes(0, 1, 2)), age: optional(sometimes(60, 3600)), onFailure: net(...queues, ...topics, ...buckets, ...names), onSuccess: optional(fc.constantFrom('Q1', 'T1'), 3),
});

const fn: fc.Arbitrary<Fn> = some<Fn>({
  timeout: optional(sometimes(3, 10, 60, 900)), reserved: optional(sometimes(0, 2, 5), 3), published: optional(yes),
  role: fc.constantFrom('granted', 'granted', 'granted', 'elsewhere', 'bare'), dlq: net(...queues, ...topics),
  vpc: subnets, durable: optional(sometimes(600, 3600), 1), tenants: rarely,
  async: some<Fn['async']>({ latest: optional(config, 3), live: optional(config, 3), version: optional(config, 3) }),
  ways: fc.array(way, { maxLength: 3 }).map((all) => Object.fromEntries(all.map((one, index) => [`W${index + 1}`, one]))),
});

/** Random apps, with one to three functions. */
export const sketches: fc.Arbitrary<Sketch> = fc.record({
  queues: fc.tuple(queue, queue, queue, queue).map((all) => Object.fromEntries(all.map((one, index) => [queues[index], one]))),
  functions: fc.array(fn, { minLength: 1, maxLength: 3 }).map((all) => Object.fromEntries(all.map((one, index) => [names[index], one]))),
}).map(tidied);

/** Without what does not fit together, and without queues that nothing uses. */
function tidied({ queues: all, functions }: Sketch): Sketch {
  const fitting = Object.fromEntries(Object.entries(functions).map(([id, { async, ways, ...its }]) => [id, {
    ...its,
    async: Object.fromEntries(Object.entries(async).filter(([qualifier]) => its.published || qualifier === 'latest').map(([qualifier, its2]) => {
      const { onFailure, ...others } = its2;
      return [qualifier, onFailure && /^F/.test(onFailure) && !(bare(onFailure) in functions) ? others : its2];
    })),
    ways: once(Object.fromEntries(Object.entries(ways)
      // A function that isolates tenants has no URL.
      .filter(([, { by }]) => !its.tenants || by !== 'url').map(([name, one]) => [name, its.published ? one : { ...one, to: 'latest' as const }]))),
  }]));
  return { queues: used(all, fitting), functions: fitting };
}

/** AWS takes one mapping of a queue, one subscription to a topic and one URL for each qualifier of a function. */
function once(ways: Fn['ways']): Fn['ways'] {
  const seen = new Set<string>();
  return Object.fromEntries(Object.entries(ways).filter(([name, its]) => {
    const key = its.by === 'sqs' ? `${its.queue} ${its.to}` : its.by === 'sns' ? `${its.topic} ${its.to}` : its.by === 'url' ? `url ${its.to}` : name;
    return !seen.has(key) && seen.add(key);
  }));
}

function used(all: Sketch['queues'], functions: Sketch['functions']): Sketch['queues'] {
  const found = new Set(JSON.stringify(functions).match(/Q\d/g) ?? []);
  for (const id of found) if (all[id]?.redrive) found.add(bare(all[id].redrive));
  return Object.fromEntries(Object.entries(all).filter(([id]) => found.has(id)));
}

/** The id of a net, wherever it is there. */
export const bare = (id: Net): string => id.replace('?', '');

export const show = (sketch: unknown): string => stringify(sketch, { flowCollectionPadding: true });

/** The same in every stage. */
export const unconditional = (sketch: Sketch): Sketch => JSON.parse(JSON.stringify(sketch, (key, value: unknown) => (key === 'prod' ? undefined : typeof value === 'string' ? bare(value) : value))) as Sketch;
