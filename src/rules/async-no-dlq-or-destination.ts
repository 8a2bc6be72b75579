import { defineRule } from './rule';
import { asynchronous, asyncMend, asyncSettings } from '../graph/query';
import { functionDeadLetters, invokeConfig } from '../graph/template-lines';

export default defineRule({
  id: 'async-no-dlq-or-destination',
  severity: 'error',
  title: 'an asynchronous event is dropped after three tries',
  why: 'Lambda queues asynchronous events itself, tries them three times within six hours by default and then discards them. What the source has for failed deliveries does not help: for it the event was delivered.',
  event: 'an event on which the function keeps failing is dropped',
  fix: 'Set onFailure on the function: onFailure: new SqsDestination(queue).',
  fixInTemplate: 'Add an AWS::Lambda::EventInvokeConfig with DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html'],
  check(graph, report) {
    for (const path of asynchronous(graph)) {
      const { configs, deadLetter } = asyncSettings(graph.app, path.fn);
      if (path.outcome.fate !== 'lost' || deadLetter || configs.some((config) => config.onFailure)) continue;
      const alias = path.qualifier.resource;
      const isDurable = path.fn.properties.DurableConfig !== undefined;
      report({
        resource: path.fn, property: 'DeadLetterConfig', path, mend: asyncMend(path),
        what: `${path.fn.label} is invoked asynchronously (${path.triggers[0]?.label ?? 'directly'}) and has neither an on-failure destination nor a dead-letter queue`,
        fix: isDurable ? 'Set deadLetterQueue: dlq on the lambda.Function: a durable function has no destinations.'
          : alias ? `Call configureAsyncInvoke({ onFailure: new SqsDestination(queue) }) on ${alias.label}, the alias or version that is invoked.`
            : 'Set onFailure: new SqsDestination(queue) on the lambda.Function (S3Destination keeps events above 256 KB better than a topic does).',
        fixInTemplate: isDurable ? `Set ${functionDeadLetters(path.fn)}: a durable function has no destinations.` : invokeConfig(graph, path),
      });
    }
  },
});
