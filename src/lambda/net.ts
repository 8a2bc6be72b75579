import { HandOver, Net, NetKind, Rest, RestKind, Writer } from '../model/graph';
import { Resource, ResourceSet, Target } from '../model/resource';
import { show, Value } from '../model/value';

const kinds: { readonly [type: string]: RestKind } = {
  'AWS::SQS::Queue': 'queue',
  'AWS::SNS::Topic': 'topic',
  'AWS::S3::Bucket': 'bucket',
  'AWS::Lambda::Function': 'function',
  'AWS::Lambda::Alias': 'function',
  'AWS::Lambda::Version': 'function',
  'AWS::Events::EventBus': 'bus',
  'AWS::EventsV2::EventBus': 'bus',
};

const services: { readonly [service: string]: RestKind } = { sqs: 'queue', sns: 'topic', s3: 'bucket', lambda: 'function', events: 'bus' };

/** The place that a value names, or undefined when the property is absent. */
export function restOf(app: ResourceSet, value: Value): { readonly target: Target; readonly rest: Rest } | undefined {
  const target = app.target(value);
  switch (target.kind) {
    case 'none': return undefined;
    case 'resource': return { target, rest: { kind: kinds[target.resource.type] ?? 'other', resource: target.resource, text: target.resource.label } };
    case 'external': {
      const kind = target.text.startsWith('kafka://') ? 'kafka-topic' : services[target.arn?.service ?? ''] ?? 'other';
      return { target, rest: { kind, text: target.text } };
    }
    case 'unknown': return { target, rest: { kind: 'other', text: target.text ?? show(value) } };
  }
}

/** One configured place for failed events. Its faults are looked for when the graph is built. */
export function net(
  app: ResourceSet,
  given: { readonly kind: NetKind; readonly handOver: HandOver; readonly owner: Resource; readonly property: string; readonly value: Value; readonly writer: Writer; readonly keptAs?: Net['keptAs'] },
): Net | undefined {
  const found = restOf(app, given.value);
  if (!found) return undefined;
  return { kind: given.kind, handOver: given.handOver, owner: given.owner, property: given.property, ...found, writer: given.writer, keptAs: given.keptAs ?? 'payload', faults: [] };
}
