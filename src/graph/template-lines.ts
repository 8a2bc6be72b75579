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

const isOfSam = ({ writtenAs }: Resource): boolean => writtenAs === 'AWS::Serverless::Function';

/** An on-failure destination where the other settings of asynchronous invocations are. */
export const onFailureBeside = ({ madeBy }: Resource): string => (madeBy && isOfSam(madeBy)
  ? `Add DestinationConfig: { OnFailure: { Type: SQS } } to the EventInvokeConfig of ${madeBy.label}: SAM makes the queue.`
  : 'Add DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } to the same configuration.');

/** The dead-letter queue of a function. */
export const functionDeadLetters = (fn: Resource): string => (isOfSam(fn)
  ? `DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt FailedEvents.Arn } on ${fn.label}` : `DeadLetterConfig: { TargetArn: !GetAtt FailedEvents.Arn } on ${fn.label}`);

/** An on-failure destination of exactly the version or alias that a path invokes. */
export function invokeConfig({ app }: FailureGraph, { fn, triggers, qualifier: { key, resource, unknown } }: Path): string {
  // The property of SAM is about the alias that SAM publishes, and about $LATEST where it publishes none.
  if (isOfSam(fn)) {
    const published = app.ofType('AWS::Lambda::Alias').find(({ madeBy }) => madeBy?.key === fn.key);
    if (published ? resource?.key === published.key : key === '$LATEST') return `Set EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } on ${fn.label}: SAM makes the queue.`;
  }
  if (unknown !== undefined) return `Add an AWS::Lambda::EventInvokeConfig for the qualifier that ${triggers[0]?.label ?? 'the caller'} names, with DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }.`;
  const qualifier = resource?.type === 'AWS::Lambda::Version' ? `!GetAtt ${resource.id}.Version`
    // The name of an alias is the end of its ARN.
    : resource && string(resource.properties.Name) === undefined ? `!Select [7, !Split [":", !Ref ${resource.id}]]` : key;
  return `Add { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref ${fn.id}, Qualifier: ${qualifier}, DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } } }.`;
}
