import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'destination-loop',
  severity: 'error',
  title: 'functions that are on-failure destinations of each other',
  why: 'A failed event is handed from function to function in a circle, until the recursion detection of Lambda drops it. Nothing stores it.',
  fix: 'End the chain in a queue: new destinations.SqsDestination(queue).',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
  check(graph, report) {
    for (const { net, fault, path } of faultsOf(graph, 'destination-loop', true)) report({ resource: net.owner, property: net.property, path, what: fault.what, fix: fault.fix });
    for (const { net, fault, path } of faultsOf(graph, 'destination-loop', false)) report({ resource: net.owner, property: net.property, path, what: fault.what, fix: fault.fix, severity: 'warning' });
  },
});
