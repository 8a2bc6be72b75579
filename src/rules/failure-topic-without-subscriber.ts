import { defineRule } from './rule';
import { pathsThrough } from '../graph/query';

export default defineRule({
  id: 'failure-topic-without-subscriber',
  severity: 'warning',
  title: 'failed events are published to a topic that nobody subscribes to',
  why: 'A topic keeps nothing: what is published to it goes to its subscribers, and without any it is gone.',
  event: 'a failed event reaches nobody, and is gone',
  fix: 'Subscribe a queue to the topic, or use the queue as the destination.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const net of graph.nets) {
      const topic = net.rest.resource;
      if (!net.unheard || !topic) continue;
      for (const path of pathsThrough(graph, net)) {
        report({
          resource: topic, path,
          what: `failed events of ${path.fn.label} are published to ${topic.label}, which has no subscription in this app`,
          fix: `Add ${topic.label}.addSubscription(new SqsSubscription(queue)), or acknowledge this with where the subscription is made.`,
          fixInTemplate: `Add { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref ${topic.id}, Protocol: sqs, Endpoint: !GetAtt FailedEvents.Arn } }, or acknowledge this with where the subscription is made.`,
        });
      }
    }
  },
});
