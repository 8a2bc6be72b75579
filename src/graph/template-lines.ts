import { FailureGraph, Path } from '../model/graph';
import { Resource } from '../model/resource';
import { string } from '../model/value';

/** Lines that mend a template. SAM has its own, and makes queues, policies and permissions for them. */

/** True of what SAM makes of an event of a function: settings of the rule, schedule or mapping are written there. */
const isEventOfSam = ({ writtenAt }: Resource): boolean => writtenAt.length > 2;

/** Where settings of an event source mapping are written. */
export const onMapping = (mapping: Resource): string => (isEventOfSam(mapping) ? `on the event ${mapping.label}` : 'on the event source mapping');

/** A bucket for the failed records of an event source mapping, and where that is written. */
export const toBucket = (mapping: Resource): string =>
  `DestinationConfig: { OnFailure: { ${isEventOfSam(mapping) ? 'Type: S3, ' : ''}Destination: !GetAtt Bucket.Arn } } ${onMapping(mapping)}`;

/** A queue for what a rule or schedule cannot deliver; `kind` is the queue that it takes. */
export const targetDeadLetters = (trigger: Resource, kind: string): string => (isEventOfSam(trigger)
  ? `Add DeadLetterConfig: { Type: SQS } to the event ${trigger.label}: SAM makes the queue.`
  : `Add DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } to the target, ${kind}.`);

/** An on-failure destination of exactly the version or alias that a path invokes. */
export function invokeConfig({ app }: FailureGraph, { fn, qualifier: { key, resource } }: Path): string {
  // The property of SAM is about the alias that SAM publishes, and about $LATEST where it publishes none.
  const published = app.ofType('AWS::Lambda::Alias').find(({ madeBy }) => madeBy?.key === fn.key);
  if (fn.writtenAs === 'AWS::Serverless::Function' && (published ? resource?.key === published.key : key === '$LATEST')) {
    return `Set EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } on ${fn.label}: SAM makes the queue.`;
  }
  const qualifier = resource?.type === 'AWS::Lambda::Version' ? `!GetAtt ${resource.id}.Version` : string(resource?.properties.Name) ?? key;
  return `Add { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref ${fn.id}, Qualifier: ${qualifier}, DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } } }.`;
}
