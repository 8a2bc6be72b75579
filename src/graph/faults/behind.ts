import { invokedBy } from '../../lambda/invoked';
import { FailureGraph, Path } from '../../model/graph';
import { memoized } from '../../model/memoized';
import { Resource } from '../../model/resource';
import { at, list, string, Value } from '../../model/value';

/** Keys of the functions that are invoked by what is written to a queue, topic or bucket. */
export function functionsBehind(graph: FailureGraph, place: Resource): ReadonlySet<string> {
  const functions = functionsByPlace(graph);
  const own = functions.get(place.key) ?? none;
  const endpoints = endpointsByTopic(graph).get(place.key);
  return endpoints ? new Set([...own, ...endpoints.flatMap(({ key }) => [...functions.get(key) ?? []])]) : own;
}

const none: ReadonlySet<string> = new Set();

/** By the queue, topic or bucket that invokes them. */
const functionsByPlace = memoized((graph: FailureGraph): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const path of graph.paths) {
    if (!path.origin || !passesOn(graph, path, path.origin.type)) continue;
    const before = found.get(path.origin.key);
    if (before) before.add(path.fn.key);
    else found.set(path.origin.key, new Set([path.fn.key]));
  }
  return found;
});

/** Whether what Lambda writes into the origin of a path invokes the function of it. */
function passesOn(graph: FailureGraph, path: Path, origin: string): boolean {
  const { polling, source } = path;
  switch (origin) {
    case 'AWS::SQS::Queue': return polling !== undefined && polling.enabled !== false;
    case 'AWS::SNS::Topic': return source !== 'permission';
    case 'AWS::S3::Bucket': return notifications(graph, path).some(takesFailures);
    default: return false;
  }
}

/** Those that invoke the function of the path, as the bucket or the custom resource of CDK has them. */
const notifications = ({ app }: FailureGraph, { triggers, fn }: Path): readonly Value[] => triggers.flatMap(({ properties: { NotificationConfiguration: configuration } }) => [
  ...list(at(configuration, 'LambdaConfigurations')), ...list(at(configuration, 'LambdaFunctionConfigurations')),
]).filter((notification) => invokedBy(app, at(notification, 'Function') ?? at(notification, 'LambdaFunctionArn'))?.fn === fn);

/** Lambda writes failures as `aws/lambda/…`, without an extension. */
function takesFailures(notification: Value): boolean {
  const rules = list(at(notification, 'Filter', 'S3Key', 'Rules') ?? at(notification, 'Filter', 'Key', 'FilterRules'));
  return rules.every((rule) => {
    const value = string(at(rule, 'Value')) ?? '';
    return string(at(rule, 'Name'))?.toLowerCase() === 'prefix' ? 'aws/lambda/'.startsWith(value) || value.startsWith('aws/lambda/') : value === '';
  });
}

/** By the topic that writes to them. */
const endpointsByTopic = memoized(({ app }: FailureGraph): ReadonlyMap<string, readonly Resource[]> => {
  const found = new Map<string, Resource[]>();
  for (const { properties } of app.ofType('AWS::SNS::Subscription')) {
    const [topic, endpoint] = [app.target(properties.TopicArn), app.target(properties.Endpoint)];
    if (topic.kind !== 'resource' || endpoint.kind !== 'resource') continue;
    const before = found.get(topic.resource.key);
    if (before) before.push(endpoint.resource);
    else found.set(topic.resource.key, [endpoint.resource]);
  }
  return found;
});
