import { invokedBy, Invoked, qualifierFrom, sameQualifier } from './invoked';
import { net } from './net';
import { Net, Outcome, Qualifier, Tries } from '../model/graph';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet } from '../model/resource';
import { at, isUnknown, number, Unknown } from '../model/value';

/** Lambda's own queue in front of asynchronous invocations, its retries and its nets: hand-over H2. */
export const asyncFacts = {
  /** Retries after the first try. */
  retryAttempts: 2,
  /** Seconds. */
  maxEventAge: 21_600,
  links: {
    errors: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
    nets: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    tenants: 'https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html',
  },
};

/** An `AWS::Lambda::EventInvokeConfig`, attached to the function and the qualifier it is for. */
export interface AsyncConfig {
  readonly resource: Resource;
  readonly qualifier: Qualifier;
  readonly onFailure?: Net;
}

/** Everything that one function has for its asynchronous invocations. */
export interface AsyncSettings {
  readonly configs: readonly AsyncConfig[];
  /** The dead-letter queue of the function; it holds for every qualifier. */
  readonly deadLetter?: Net;
}

const configsOf = memoized((app: ResourceSet) => {
  const byFunction = new Map<string, AsyncConfig[]>();
  for (const resource of app.ofType('AWS::Lambda::EventInvokeConfig')) {
    const config = readConfig(app, resource);
    if (!config) continue;
    const before = byFunction.get(config.invoked.fn.key);
    if (before) before.push(config);
    else byFunction.set(config.invoked.fn.key, [config]);
  }
  for (const configs of byFunction.values()) configs.sort(firstToName);
  return byFunction;
});

export function asyncSettings(app: ResourceSet, fn: Resource): AsyncSettings {
  const deadLetter = net(app, {
    kind: 'function-dlq', handOver: 'H2', owner: fn, property: 'DeadLetterConfig.TargetArn', value: at(fn.properties.DeadLetterConfig, 'TargetArn'),
    writer: { kind: 'role', role: fn.properties.Role, of: fn },
  });
  return { configs: configsOf(app).get(fn.key) ?? [], deadLetter };
}

/** One with a destination before others, then an alias, whatever the order of resources: what is told of one of them is told of that one. */
const firstToName = (one: AsyncConfig, other: AsyncConfig): number => Number(!one.onFailure) - Number(!other.onFailure) || kindOf(one) - kindOf(other);

const kindOf = ({ qualifier: { key, resource } }: AsyncConfig): number => (key.startsWith('$LATEST') ? 1 : resource?.key === key ? 2 : 0);

function readConfig(app: ResourceSet, resource: Resource): AsyncConfig & { readonly invoked: Invoked } | undefined {
  const invoked = invokedBy(app, resource.properties.FunctionName);
  if (!invoked) return undefined;
  const { fn } = invoked;
  const onFailure = net(app, {
    kind: 'async-destination', handOver: 'H2', owner: resource, property: 'DestinationConfig.OnFailure.Destination',
    value: at(resource.properties.DestinationConfig, 'OnFailure', 'Destination'), writer: { kind: 'role', role: fn.properties.Role, of: fn },
  });
  const named = resource.properties.Qualifier;
  return { resource, invoked, qualifier: named === undefined ? invoked.qualifier : qualifierFrom(app, fn, named), onFailure };
}

/** A version has a key of this package until it has a number. */
const nameOf = ({ key, resource, unknown }: Qualifier): string => (unknown !== undefined ? `a qualifier that cannot be told, ${unknown}` : resource?.key === key ? resource.label : key);

/** The configuration that holds for a qualifier, else one that may. */
export function asyncConfig(configs: readonly AsyncConfig[], qualifier: Qualifier): { readonly config?: AsyncConfig; readonly maybe?: AsyncConfig } {
  const config = configs.find((candidate) => sameQualifier(candidate.qualifier, qualifier) === true);
  return config ? { config } : { maybe: configs.find((candidate) => sameQualifier(candidate.qualifier, qualifier) === undefined) };
}

/** The part of a path that all asynchronous sources share. */
export function asyncPath(app: ResourceSet, invoked: Invoked, sender: Sender = {}) {
  const { outcome, tries } = asyncOutcome(app, invoked, sender);
  return { mode: 'async' as const, fn: invoked.fn, qualifier: invoked.qualifier, outcome, tries };
}

/** What the source says when it invokes. */
export interface Sender {
  /** It can name a tenant, which functions with tenant isolation ask for. */
  readonly namesTenant?: boolean;
}

/** What Lambda does with an asynchronous event that the invoked qualifier never manages to process. */
export function asyncOutcome(
  app: ResourceSet, { fn, qualifier }: Invoked, sender: Sender = {},
): { readonly outcome: Outcome; readonly tries: Tries; readonly config?: AsyncConfig } {
  if (fn.properties.TenancyConfig !== undefined && !sender.namesTenant) {
    const because = `${fn.label} isolates tenants and rejects every event without a tenant id, which this source cannot send`;
    return { outcome: { fate: 'lost', because, nets: [] }, tries: { attempts: 0, link: asyncFacts.links.tenants } };
  }
  const { configs, deadLetter } = asyncSettings(app, fn);
  const { config, maybe } = asyncConfig(configs, qualifier);
  const properties = (config ?? maybe)?.resource.properties;
  const retries = number(properties?.MaximumRetryAttempts, asyncFacts.retryAttempts);
  const none = number(fn.properties.ReservedConcurrentExecutions, undefined) === 0;
  const tries: Tries = {
    attempts: none ? 0 : isUnknown(retries) ? retries : maybe ? new Unknown(`the qualifier of ${maybe.resource.label} is not known`) : retries + 1,
    maxAge: number(properties?.MaximumEventAgeInSeconds, asyncFacts.maxEventAge),
    link: asyncFacts.links.errors,
  };
  // Lambda destinations do not exist for durable functions; their dead-letter queue does.
  const durable = fn.properties.DurableConfig !== undefined;
  const nets = [durable ? undefined : config?.onFailure, deadLetter].filter((item): item is Net => item !== undefined);
  if (nets.length > 0) return { outcome: { fate: 'kept', because: 'Lambda hands it over when it gives up', nets }, tries, config };
  if (maybe?.onFailure && !durable) {
    const because = `${maybe.resource.label} has a destination, but for a qualifier that cannot be told: ${maybe.qualifier.unknown ?? nameOf(maybe.qualifier)}`;
    return { outcome: { fate: 'unknown', because, nets: [] }, tries };
  }
  const elsewhere = configs.find(({ onFailure }) => onFailure);
  const because = durable && elsewhere ? 'durable functions have no destinations, only a dead-letter queue'
    : elsewhere ? `the destination is on ${nameOf(elsewhere.qualifier)}, the invocation goes to ${nameOf(qualifier)}`
      : 'the function has neither an on-failure destination nor a dead-letter queue';
  return { outcome: { fate: 'lost', because, nets: [] }, tries, config };
}
