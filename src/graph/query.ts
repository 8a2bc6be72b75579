import { alarmsOf, hasReader, isNamed, isWatched } from './alarms';
import { indexBy } from './index-by';
import { feedsItself } from './recursion';
import { pathsThrough } from './through';
import { asyncConfig, asyncSettings } from '../lambda/async';
import { invokedBy, sameQualifier } from '../lambda/invoked';
import { isFifo } from '../lambda/mapping';
import { redriveOf } from '../lambda/queue';
import { targetIdOf } from '../lambda/rule-target';
import { LambdaTask, lambdaTasks } from '../lambda/state-machine';
import { isUnlimited } from '../lambda/stream';
import { Mend } from '../model/finding';
import { Broker, FailureGraph, Fault, FaultCode, Net, Path, Polling } from '../model/graph';
import { Resource } from '../model/resource';
import { at, isObject, isUnknown, list, number, string, Unknown, Value } from '../model/value';

/** The questions that rules ask. */

type Polled = Path & { readonly polling: Polling };

const byPolled = indexBy((graph: FailureGraph) => graph.paths.flatMap((path) => (path.polling ? [[path.polling.broker, path as Polled] as const] : [])));

export const polled = (graph: FailureGraph, ...brokers: Broker[]): readonly Polled[] => brokers.flatMap((broker) => byPolled(graph, broker));

export const asynchronous = (graph: FailureGraph): readonly Path[] => graph.paths.filter((path) => path.mode === 'async');

const byFunction = indexBy((graph: FailureGraph) => graph.paths.map((path) => [path.fn.key, path] as const));

export const pathsOf = (graph: FailureGraph, fn: Resource): readonly Path[] => byFunction(graph, fn.key);

const byTrigger = indexBy((graph: FailureGraph) => graph.paths.flatMap((path) => path.triggers.slice(0, 1).map(({ key }) => [key, path] as const)));

/** The paths that begin with a resource, such as a rule. */
export const pathsBy = (graph: FailureGraph, trigger: Resource): readonly Path[] => byTrigger(graph, trigger.key);

/** Paths from a queue of the app, with the queue. */
export const fromQueues = (graph: FailureGraph): readonly { readonly path: Path; readonly polling: Polling; readonly queue: Resource }[] =>
  polled(graph, 'sqs').flatMap((path) => (path.origin?.type === 'AWS::SQS::Queue' ? [{ path, polling: path.polling, queue: path.origin }] : []));

type Mapped = { readonly path: Polled; readonly mapping: Resource };

const byBroker = indexBy((graph: FailureGraph) => graph.paths.flatMap((path) => (
  path.polling?.by === 'mapping' ? [[path.polling.broker, { path: path as Polled, mapping: path.triggers[0] }] as const] : [])));

/** Paths of event source mappings, with the mapping; of all brokers when none is named. */
export const fromMappings = (graph: FailureGraph, ...brokers: Broker[]): readonly Mapped[] => (brokers.length === 0 ? every : brokers).flatMap((broker) => byBroker(graph, broker));

const every: readonly Broker[] = ['sqs', 'kinesis', 'dynamodb', 'kafka', 'mq', 'docdb'];

/** A destination for what is invoked. One that is named by a number only has no resource that it could be put on. */
export function asyncMend({ fn, qualifier }: Path): Mend | undefined {
  if (qualifier.resource) return { kind: 'mixin', mixin: 'AsyncFailures', on: qualifier.resource };
  return qualifier.key.startsWith('$LATEST') ? { kind: 'mixin', mixin: 'AsyncFailures', on: fn } : undefined;
}

type Target = { readonly [key: string]: Value };

/** The target by which a rule invokes the function of a path. */
export const targetOf = ({ triggers: [rule], targetId }: Path): Target | undefined =>
  list(rule.properties.Targets).find((target, index): target is Target => isObject(target) && targetId === targetIdOf(target, index));

const ruleTargets = indexBy((graph: FailureGraph) => graph.app.ofType('AWS::Events::Rule').flatMap((rule) => list(rule.properties.Targets).filter(isObject).flatMap((target) => {
  const sentTo = graph.app.target(target.Arn);
  return sentTo.kind === 'resource' ? [[sentTo.resource.key, { rule, target }] as const] : [];
})));

/** The rules that send events to a queue or a state machine, with the target that does. */
export const rulesTo = (graph: FailureGraph, place: Resource): readonly { readonly rule: Resource; readonly target: Target }[] => ruleTargets(graph, place.key);

/** The tasks by which a state machine calls the function of a path and waits for it. */
export const tasksCalling = ({ app }: FailureGraph, { triggers: [machine], fn, qualifier, mode }: Path): readonly LambdaTask[] =>
  lambdaTasks(app, machine).filter(({ invoked, async }) => invoked.fn.key === fn.key && invoked.qualifier.key === qualifier.key && async === (mode === 'async'));

/** Rules and schedules that start a state machine, and hear nothing of how the execution ends. */
export const startersOf = (graph: FailureGraph, machine: Resource): readonly Resource[] => [
  ...rulesTo(graph, machine).map(({ rule }) => rule),
  ...graph.app.ofType('AWS::Scheduler::Schedule').filter((schedule) => {
    const place = graph.app.target(at(schedule.properties, 'Target', 'Arn'));
    return place.kind === 'resource' && place.resource.key === machine.key;
  }),
];

/** The errors that a state retries; one that cannot be told may be any. */
export const retried = (state: Value): readonly string[] => list(at(state, 'Retry')).flatMap((retry) => list(at(retry, 'ErrorEquals'))).map((error) => string(error) ?? 'States.ALL');

/** Custom resources that name a function of the app as their provider, and are answered by it. */
export const customResources = (graph: FailureGraph) => graph.paths.flatMap((path) => {
  const [resource] = path.triggers;
  return path.kind === 'custom-resource' && resource !== undefined ? [{ path, resource }] : [];
});

export const functionNamed = ({ app }: FailureGraph, name: Value): Resource | undefined => invokedBy(app, name)?.fn;

/** Why a net does not hold, for one of the paths that rely on it. */
interface Failing extends Pick<Fault, 'what' | 'fix' | 'fixInTemplate'> {
  readonly resource: Resource;
  readonly property: string;
  readonly path: Path;
  /** What becomes of the event without this net; where the fault is a circle, the rule says that. */
  readonly event?: string;
}

/** Why nets do not hold, with each path that relies on them; `certain` chooses between faults and what cannot be told. */
export function* faultsOf(graph: FailureGraph, code: FaultCode, certain: boolean): Iterable<{ readonly net: Net; readonly about: Failing }> {
  for (const net of graph.nets) {
    for (const { what, fix, fixInTemplate, fn, ...fault } of net.faults) {
      if (fault.code !== code || fault.certain !== certain) continue;
      const paths = pathsThrough(graph, net);
      const left = leastLeft(net, paths);
      for (const path of paths) {
        if (fn && fn !== path.fn) continue;
        const event = code.endsWith('loop') ? undefined : `${certain ? '' : 'if not, '}${without(net, left.get(path.fn)!)}`;
        yield { net, about: { resource: net.owner, property: net.property, path, what, event, fix, fixInTemplate } };
      }
    }
  }
}

/** By function, the other places of a path that rests on a net; of several paths, those of the one that is left with the fewest. */
function leastLeft(net: Net, paths: readonly Path[]): ReadonlyMap<Resource, string> {
  const least = new Map<Resource, string>();
  for (const { fn, outcome, delivery } of paths) {
    const { nets } = (net.handOver === 'H1' ? delivery : outcome) ?? outcome;
    const others = nets.filter((other) => other !== net).map(({ rest }) => rest.text).join(' and ');
    const before = least.get(fn);
    // None is the empty text, which is before all others.
    if (before === undefined || others < before) least.set(fn, others);
  }
  return least;
}

/** What becomes of an event that was to rest in a net, when the net takes nothing. */
function without({ handOver, kind, rest }: Net, others: string): string {
  const failed = handOver === 'H1' ? 'an event that cannot be delivered' : kind === 'redrive' ? 'a message on which the function keeps failing'
    : handOver === 'H2' ? 'an event on which the function keeps failing' : 'a batch on which the function keeps failing';
  if (others !== '') return `${failed} is kept in ${others} only`;
  return kind === 'redrive' ? `${failed} comes back until it expires` : `${failed} is dropped, and never gets to ${rest.text}`;
}

export const netsOf = (graph: FailureGraph, kind: Net['kind']): readonly Net[] => graph.nets.filter((net) => net.kind === kind);

const byRest = indexBy((graph: FailureGraph) => graph.nets.flatMap((net) => (net.rest.resource ? [[net.rest.resource.key, net] as const] : [])));

/** The paths that a metric counts, by its dimensions: of one function, rule or topic. */
export const pathsCounted = (graph: FailureGraph, { FunctionName: fn, RuleName: rule, TopicName: topic }: Target): readonly Path[] => graph.paths.filter((path) => (
  isNamed(graph.app, fn, path.fn) || isNamed(graph.app, rule, path.triggers[0]) || isNamed(graph.app, topic, path.origin)
));

/** The nets that end in one place. */
export const netsInto = (graph: FailureGraph, place: Resource): readonly Net[] => byRest(graph, place.key);

/** The resource of a net, when it is in the app and of that type. */
export const restResource = (net: Net, type: string): Resource | undefined => (net.rest.resource?.type === type ? net.rest.resource : undefined);

/** A number that is known, or undefined: most rules have nothing to say about what they cannot know. */
export const certain = (value: number | Unknown | undefined): number | undefined => (isUnknown(value) ? undefined : value);

/** Seconds. Lambda's default is 3: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
export const timeoutOf = (fn: Resource): number | Unknown => number(fn.properties.Timeout, 3);

export { alarmsOf, asyncConfig, asyncSettings, feedsItself, hasReader, isFifo, isNamed, isUnlimited, isWatched, pathsThrough, redriveOf, sameQualifier };
