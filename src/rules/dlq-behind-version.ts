import { defineRule } from './rule';
import { asynchronous } from '../graph/query';
import { invokeConfig } from '../graph/template-lines';

export default defineRule({
  id: 'dlq-behind-version',
  severity: 'info',
  title: 'the only net of a version or alias is the dead-letter queue of the function',
  why: 'AWS has said both: that a version keeps the dead-letter queue it was published with, and that it uses the one the function has now. A version published before the queue was set may have none.',
  event: 'otherwise an event on which the function keeps failing is dropped',
  fix: 'Set onFailure where the event is sent to: alias.configureAsyncInvoke({ onFailure: new SqsDestination(queue) }).',
  fixInTemplate: 'Add an AWS::Lambda::EventInvokeConfig for the version or alias, with DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const path of asynchronous(graph)) {
      const { nets } = path.outcome;
      if (path.qualifier.key.startsWith('$LATEST') || path.qualifier.unknown !== undefined || nets.length === 0 || nets.some(({ kind }) => kind !== 'function-dlq')) continue;
      const name = path.qualifier.resource?.label ?? path.qualifier.key;
      report({
        resource: path.qualifier.resource ?? path.fn, path,
        what: `${name} of ${path.fn.label} is invoked, and its failed events rest in ${nets[0].rest.text} only if that was the dead-letter queue of the function when the version was published`,
        fix: `Call configureAsyncInvoke({ onFailure: new SqsDestination(queue) }) on ${name}.`, fixInTemplate: invokeConfig(graph, path),
      });
    }
  },
});
