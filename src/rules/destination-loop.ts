import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'destination-loop',
  severity: 'error',
  title: 'functions that are on-failure destinations of each other',
  why: 'A failed event is handed from function to function in a circle, until the recursion detection of Lambda drops it. Nothing stores it.',
  event: 'a failed event goes round in a circle until Lambda drops it',
  fix: 'End the chain in a queue: new destinations.SqsDestination(queue).',
  fixInTemplate: 'End the chain in a queue: DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'destination-loop', true)) report(about);
    for (const { about } of faultsOf(graph, 'destination-loop', false)) {
      // The dead-letter queue of one of them gets what Lambda drops.
      report({ ...about, severity: 'warning', event: 'a failed event goes round in a circle until Lambda stops it, and rests only then' });
    }
  },
});
