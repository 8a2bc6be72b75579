import { defineRule } from './rule';
import { asyncSettings, pathsOf } from '../graph/query';

export default defineRule({
  id: 'function-dlq-unused',
  severity: 'warning',
  title: 'a dead-letter queue or asynchronous configuration that never receives anything',
  why: 'The dead-letter queue and the destinations of a function are for asynchronous invocations. When a queue or stream is polled, or the caller waits for the answer, Lambda does not use them: the net looks right and catches nothing.',
  event: 'a failed event never gets there',
  fix: 'Remove it, and put the net where the events are: a redrive policy on the source queue, an on-failure destination on the stream mapping, error handling in the caller.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  check(graph, report) {
    for (const fn of graph.functions) {
      const { configs, deadLetter } = asyncSettings(graph.app, fn);
      if (!deadLetter && configs.length === 0) continue;
      const paths = pathsOf(graph, fn);
      if (paths.some((path) => path.mode === 'async' || path.mode === 'none' || path.kind === 'macro')) continue;
      const owner = deadLetter ? fn : configs[0].resource;
      for (const path of paths) {
        report({
          resource: owner, property: deadLetter ? 'DeadLetterConfig' : undefined, path,
          what: `${deadLetter ? `the dead-letter queue of ${fn.label}` : `${owner.label}, the asynchronous configuration of ${fn.label},`} is never used: ${path.mode === 'poll' ? `${path.originText ?? 'the source'} is polled` : 'the caller waits for the answer'}`,
          fix: path.polling?.broker === 'sqs' ? `Set deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } on ${path.originText} instead, and remove this one.`
            : path.mode === 'poll' ? 'Set onFailure: new S3OnFailureDestination(bucket) on the event source instead, and remove this one.' : 'Remove it, or handle the error where the function is called.',
          fixInTemplate: path.polling?.broker === 'sqs' ? `Set RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } on ${path.originText} instead, and remove this one.`
            : path.mode === 'poll' ? `Set DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } } on ${path.triggers[0].label} instead, and remove this one.` : undefined,
        });
      }
    }
  },
});
