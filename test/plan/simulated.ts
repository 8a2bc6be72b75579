import {
  broker, bucket, caller, Chance, HandOver, handOver, handOverBySns, lambdaQueue, pointer, queue, redriven, repeatingCaller, Retry, sent, Service, shard, Shelf, task,
} from './mechanisms';
import { tasksCalling } from '../../src/graph/query';
import { definitionOf } from '../../src/lambda/state-machine';
import { FailureGraph, Net, Path } from '../../src/model/graph';
import { Resource } from '../../src/model/resource';
import { at, isObject, isUnknown, list, number, string, Value } from '../../src/model/value';

/** What hands events to functions, with one simulated service for each. */
export type Mechanism = 'Lambda queue' | 'SQS' | 'stream' | 'queue mode' | 'broker' | 'caller' | 'repeating caller' | 'task' | 'nobody';

export function mechanismOf({ mode, polling, source, tries: { attempts } }: Path): Mechanism {
  switch (mode) {
    case 'none': return 'nobody';
    case 'async': return 'Lambda queue';
    case 'sync': return source === 'step-functions' ? 'task' : attempts === 1 ? 'caller' : 'repeating caller';
    case 'poll': break;
  }
  switch (polling?.broker) {
    case 'sqs': return 'SQS';
    case 'kinesis': case 'dynamodb': case 'docdb': return 'stream';
    case 'kafka': return isUnknown(attempts) && polling.retries === undefined ? 'queue mode' : 'stream';
    default: return 'broker';
  }
}

/** A setting that the template does not tell. */
class Untold extends Error {}

function told(value: Value, fallback: number): number {
  const known = number(value, fallback);
  if (isUnknown(known)) throw new Untold(known.reason);
  return known;
}

const hour = 3_600;

/** The service behind a path, with the settings that its template tells; undefined where it tells too little. */
export function serviceOf(graph: FailureGraph, path: Path, chance: Chance): Service | undefined {
  try {
    return read(graph, path, chance);
  } catch (error) {
    if (error instanceof Untold) return undefined;
    throw error;
  }
}

function read(graph: FailureGraph, path: Path, chance: Chance): Service | undefined {
  const timeout = told(path.fn.properties.Timeout, 3);
  const attempts = () => told(isUnknown(path.tries.attempts) ? path.tries.attempts : Number(path.tries.attempts), 1);
  if (path.polling?.enabled === false) return undefined;
  switch (mechanismOf(path)) {
    case 'nobody': case 'queue mode': return undefined;
    case 'caller': return caller({ timeout });
    case 'repeating caller':
      return repeatingCaller({ attempts: attempts(), maxAge: told(path.tries.maxAge, hour), timeout, retriesErrors: path.source === 'eventbridge-subscriber' });
    case 'broker': return broker({ redeliveries: attempts() - 1, timeout });
    case 'Lambda queue': {
      if (path.tries.attempts === 0 && path.fn.properties.TenancyConfig !== undefined) return lambdaQueue({ retries: 0, maxAge: 60, timeout, reserved: 0 });
      const configs = graph.app.ofType('AWS::Lambda::EventInvokeConfig').filter(({ properties }) => invokes(graph, properties.FunctionName, path.fn));
      // Several are a matter of qualifiers, which the graph has tests for.
      if (configs.length > 1 || path.qualifier.key !== '$LATEST') return undefined;
      const config = configs.find(({ properties }) => string(properties.Qualifier) === '$LATEST')?.properties;
      return lambdaQueue({
        retries: told(config?.MaximumRetryAttempts, 2), maxAge: told(config?.MaximumEventAgeInSeconds, 21_600), timeout,
        reserved: told(path.fn.properties.ReservedConcurrentExecutions, 1),
      });
    }
    case 'SQS': return readQueue(path, timeout);
    case 'stream': return readShard(path, timeout, chance);
    case 'task': return readTask(graph, path, timeout, chance);
  }
}

function invokes({ app }: FailureGraph, value: Value, fn: Resource): boolean {
  const target = app.target(value);
  return target.kind === 'resource' && target.resource.key === fn.key;
}

/** Of a pipe, what it says about its source; of a mapping, the mapping. */
function pollerOf({ triggers: [trigger], polling }: Path): { readonly settings: Value; readonly pipe: boolean } {
  if (polling!.by === 'mapping') return { settings: trigger.properties, pipe: false };
  const parameters = trigger.properties.SourceParameters;
  return { settings: Object.values((parameters ?? {}) as object)[0] as Value, pipe: true };
}

/** A run of a pipe ends after five minutes; a target comes after the enrichment. */
function longest({ triggers: [trigger], kind, polling }: Path, timeout: number): number {
  if (polling!.by !== 'pipe') return timeout;
  return kind === 'pipe-target' && trigger.properties.Enrichment !== undefined ? 300 : Math.min(timeout, 300);
}

function readQueue(path: Path, timeout: number): Service | undefined {
  const { origin } = path;
  if (origin?.type !== 'AWS::SQS::Queue' || told(path.fn.properties.ReservedConcurrentExecutions, 1) === 0) return undefined;
  const { settings } = pollerOf(path);
  const { VisibilityTimeout, MessageRetentionPeriod, DelaySeconds, RedrivePolicy, FifoQueue } = origin.properties;
  if (RedrivePolicy !== undefined && !isObject(RedrivePolicy)) return undefined;
  return queue({
    hidden: told(VisibilityTimeout, 30), retention: told(MessageRetentionPeriod, 345_600), delay: told(DelaySeconds, 0),
    maxReceiveCount: RedrivePolicy === undefined ? undefined : told(at(RedrivePolicy, 'maxReceiveCount'), 10),
    window: told(at(settings, 'MaximumBatchingWindowInSeconds'), 0), batchSize: told(at(settings, 'BatchSize'), 10), fifo: FifoQueue === true, takes: longest(path, timeout),
  });
}

/** Where AWS lets somebody choose the retention elsewhere, chance does. */
function retentionOf({ polling, origin }: Path, chance: Chance): number {
  switch (polling!.broker) {
    case 'dynamodb': return 24 * hour;
    case 'docdb': return chance.between(1, 6) * hour;
    case 'kinesis': return origin?.type === 'AWS::Kinesis::Stream' ? told(origin.properties.RetentionPeriodHours, 24) * hour : chance.between(24, 48) * hour;
    default: return chance.between(12, 48) * hour;
  }
}

function readShard(path: Path, timeout: number, chance: Chance): Service {
  const { settings, pipe } = pollerOf(path);
  const { broker: of } = path.polling!;
  const limited = of !== 'docdb' && !(pipe && of === 'kafka');
  const setting = (name: string, fallback: number) => told(at(settings, name), fallback);
  const retries = limited ? setting('MaximumRetryAttempts', -1) : -1;
  const maxAge = limited ? setting('MaximumRecordAgeInSeconds', -1) : -1;
  // With a destination and no limit, a mapping of Kafka stops: https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
  const stops = of === 'kafka' && retries < 0 && maxAge < 0 && at(settings, 'DestinationConfig', 'OnFailure', 'Destination') !== undefined;
  const bisect = pipe ? at(settings, 'OnPartialBatchItemFailure') === 'AUTOMATIC_BISECT' : at(settings, 'BisectBatchOnFunctionError') === true;
  return shard({
    retries: stops ? 10 : retries < 0 ? undefined : retries, maxAge: maxAge < 0 ? undefined : maxAge, retention: retentionOf(path, chance),
    window: setting('MaximumBatchingWindowInSeconds', 0), batchSize: setting('BatchSize', 100), bisect, takes: longest(path, timeout),
  });
}

function readTask(graph: FailureGraph, path: Path, timeout: number, chance: Chance): Service | undefined {
  const [machine] = path.triggers;
  const tasks = tasksCalling(graph, path);
  const called = tasks[Math.floor(chance.next() * tasks.length)];
  if (called.retriedAround) return undefined;
  const retries = list(at(called.state, 'Retry')).map((retry): Retry => {
    const { JitterStrategy } = retry as { JitterStrategy?: string };
    return {
      errors: list(at(retry, 'ErrorEquals')).map((error) => string(error)!), interval: told(at(retry, 'IntervalSeconds'), 1), attempts: told(at(retry, 'MaxAttempts'), 3),
      backoff: told(at(retry, 'BackoffRate'), 2), maxDelay: told(at(retry, 'MaxDelaySeconds'), Infinity), jitter: JitterStrategy === 'FULL',
    };
  });
  const definition = definitionOf(machine);
  const limit = Math.min(told(at(definition, 'TimeoutSeconds'), Infinity), machine.properties.StateMachineType === 'EXPRESS' ? 300 : Infinity);
  // What comes before it takes of the time of the execution.
  const left = limit === Infinity || at(definition, 'StartAt') === called.name ? limit : chance.between(0, limit);
  return task({ retries, timeout, patience: told(at(called.state, 'TimeoutSeconds'), Infinity), ends: left === Infinity ? undefined : left });
}

/** The place that a net puts events into, where the template tells for how long. */
export function shelfOf(path: Path, { kind, rest: { resource }, keptAs }: Net, chance: Chance): Shelf | undefined {
  try {
    const shelf = resource && place(kind, resource, chance);
    if (!shelf || keptAs === 'payload') return shelf;
    if (path.polling) return path.polling.broker === 'kafka' ? undefined : pointer(shelf, retentionOf(path, chance));
    return pointer(shelf, told(at(path.origin?.properties.StorageConfiguration, 'RetentionPeriodInDays'), Math.ceil(chance.between(1, 365))) * 86_400);
  } catch (error) {
    if (error instanceof Untold) return undefined;
    throw error;
  }
}

function place(kind: Net['kind'], { type, properties }: Resource, chance: Chance): Shelf | undefined {
  const retention = () => told(properties.MessageRetentionPeriod, 345_600);
  if (type === 'AWS::SQS::Queue') return kind === 'redrive' ? redriven({ retention: retention(), fifo: properties.FifoQueue === true }) : sent({ retention: retention() });
  if (type !== 'AWS::S3::Bucket') return undefined;
  const rules = list(at(properties.LifecycleConfiguration, 'Rules')).map((rule) => told(at(rule, 'ExpirationInDays'), Infinity));
  return bucket({ days: Math.min(Infinity, ...rules), midnight: chance.between(-86_400, 0) });
}

/** The source that hands over to Lambda, and does not get through. */
export function handOverOf({ delivery, source }: Path, chance: Chance): HandOver | undefined {
  const { attempts, maxAge } = delivery!.tries;
  const permanent = chance.toss();
  if (source === 'sns-subscription') return handOverBySns({ permanent }, chance);
  if (typeof attempts !== 'number' || isUnknown(maxAge)) return undefined;
  return handOver({ attempts, maxAge: maxAge ?? 86_400, permanent }, chance);
}
