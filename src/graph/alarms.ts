import { spell, spellArn } from './iam/spelling';
import { indexBy } from './index-by';
import { FailureGraph, Net } from '../model/graph';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet } from '../model/resource';
import { at, isUnknown, list, number, Pointer, string, Value } from '../model/value';

/** One metric that an alarm looks at. */
interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** What it is about, such as the name of a queue; as values, because names are often references. */
  readonly dimensions: { readonly [name: string]: Value };
}

export interface Alarm {
  readonly resource: Resource;
  readonly metrics: readonly Metric[];
  /** Data points that must be over the threshold before it fires. */
  readonly datapoints?: number;
  /** Reads something that cannot be told from here, so it may watch anything. */
  readonly opaque: boolean;
}

/** All alarms of an app. */
export const alarmsOf = memoized((app: ResourceSet): readonly Alarm[] => app.ofType('AWS::CloudWatch::Alarm').map(readAlarm));

function readAlarm(resource: Resource): Alarm {
  const { properties } = resource;
  const metrics = [properties, ...list(properties.Metrics).map((query) => at(query, 'MetricStat', 'Metric'))].flatMap((metric) => readMetric(metric) ?? []);
  const expressions = list(properties.Metrics).map((query) => string(at(query, 'Expression')) ?? '');
  const periods = number(properties.EvaluationPeriods, 1);
  const datapoints = number(properties.DatapointsToAlarm, undefined) ?? periods;
  return {
    resource, metrics, datapoints: isUnknown(datapoints) ? undefined : datapoints,
    // A search or a query over a namespace takes in queues that do not exist yet.
    opaque: expressions.some((text) => /SEARCH|SELECT/i.test(text)) || (metrics.length === 0 && expressions.every((text) => text === '')),
  };
}

function readMetric(metric: Value): Metric | undefined {
  const [namespace, name] = [string(at(metric, 'Namespace')), string(at(metric, 'MetricName'))];
  if (namespace === undefined || name === undefined) return undefined;
  return { namespace, name, dimensions: Object.fromEntries(list(at(metric, 'Dimensions')).map((each) => [string(at(each, 'Name')) ?? '', at(each, 'Value')])) };
}

/** Services count what they give up, so an alarm on their counter tells as much as one on the queue. */
const counters: { readonly [kind in Net['kind']]?: { readonly namespace: string; readonly names: RegExp; readonly dimension?: string } } = {
  'function-dlq': { namespace: 'AWS/Lambda', names: /^(AsyncEventsDropped|Errors)$/, dimension: 'FunctionName' },
  'async-destination': { namespace: 'AWS/Lambda', names: /^(AsyncEventsDropped|Errors)$/, dimension: 'FunctionName' },
  'mapping-destination': { namespace: 'AWS/Lambda', names: /^OnFailureDestinationDeliveredEventCount$/, dimension: 'EventSourceMappingUUID' },
  'subscription-dlq': { namespace: 'AWS/SNS', names: /^NumberOfNotifications(RedrivenToDlq|Failed)$/, dimension: 'TopicName' },
  'target-dlq': { namespace: 'AWS/Events', names: /^(InvocationsSentToDlq|FailedInvocations)$/, dimension: 'RuleName' },
  // Schedules are counted by their group, which is not looked at.
  'schedule-dlq': { namespace: 'AWS/Scheduler', names: /^(InvocationsSentToDeadLetterCount|TargetErrorCount)$/ },
};

/** Whether an alarm of the app tells somebody that the net has caught something; `maybe` when one may. */
export function isWatched({ app }: FailureGraph, net: Net): boolean | 'maybe' {
  const counter = counters[net.kind];
  let maybe = alarmsOf(app).some(({ opaque }) => opaque);
  const keys = [...net.rest.resource ? [net.rest.resource.key] : [], counted(net).key];
  for (const { namespace, name, dimensions } of [...keys.flatMap((key) => metricsOf(app, key)), ...metricsOf(app, '')]) {
    if (namespace === 'AWS/SQS' && net.rest.kind === 'queue') {
      const same = isNamed(app, dimensions.QueueName, net.rest.resource);
      // What SQS itself moves to a dead-letter queue is not counted as sent.
      if (same === true && !(net.kind === 'redrive' && name === 'NumberOfMessagesSent')) return true;
      maybe ||= same === undefined;
    } else if (counter && namespace === counter.namespace && counter.names.test(name)) {
      // Metrics without the dimension are sums over everything; one that cannot be told is taken for the right one.
      const dimension = counter.dimension && dimensions[counter.dimension];
      if (dimension === undefined || isNamed(app, dimension, counted(net)) !== false) return true;
    }
  }
  return maybe ? 'maybe' : false;
}

/** Metrics by the resource that their decisive dimension refers to; by nothing where it is a text, cannot be told, or is not there. */
const metricsOf = indexBy((app: ResourceSet) => alarmsOf(app).flatMap(({ metrics }) => metrics.map((metric) => {
  const { namespace, name, dimensions } = metric;
  const decisive = namespace === 'AWS/SQS' ? 'QueueName' : Object.values(counters).find((counter) => counter.namespace === namespace && counter.names.test(name))?.dimension;
  const named = decisive === undefined ? undefined : dimensions[decisive];
  return [named instanceof Pointer ? named.resource.key : '', metric] as const;
})));

/** Whether the dimension is that resource; undefined when it cannot be told. */
export function isNamed(app: ResourceSet, dimension: Value, resource: Resource | undefined): boolean | undefined {
  if (!resource) return false;
  if (dimension instanceof Pointer) return dimension.resource.key === resource.key;
  if (isUnknown(dimension)) return undefined;
  return [':', '/'].some((before) => spellArn(app, resource)?.endsWith(before + spell(app, dimension)));
}

/** Whose counter tells what falls into a net. */
function counted({ kind, owner, writer }: Net): Resource {
  if (kind === 'mapping-destination' || writer.kind === 'sqs') return owner;
  return writer.kind === 'role' ? writer.of : writer.source;
}

const placesRead = memoized((app: ResourceSet): ReadonlySet<string> => {
  const values = [
    ...app.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties.EventSourceArn),
    ...app.ofType('AWS::Pipes::Pipe').map(({ properties }) => properties.Source),
    ...app.ofType('AWS::SNS::Subscription').map(({ properties }) => properties.TopicArn),
  ];
  return new Set(values.flatMap((value) => {
    const target = app.target(value);
    return target.kind === 'resource' ? [target.resource.key] : [];
  }));
});

/** Whether something of the app takes out what falls into a queue, or is told what is published to a topic. */
export const hasReader = ({ app }: FailureGraph, place: Resource): boolean => placesRead(app).has(place.key) || list(place.properties.Subscription).length > 0;
