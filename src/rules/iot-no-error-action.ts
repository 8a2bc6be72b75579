import { defineRule } from './rule';

export default defineRule({
  id: 'iot-no-error-action',
  severity: 'warning',
  title: 'messages that an IoT rule cannot hand to the function are dropped',
  why: 'When the rule cannot invoke the function, its error action gets the message, once. Without one the message is gone. What the function itself fails on is a matter of the function\'s own net.',
  event: 'a message that cannot be handed over is dropped',
  fix: 'Add an ErrorAction to the topic rule, such as one that writes to a queue or bucket.',
  links: ['https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'iot-rule' || path.delivery?.fate !== 'lost' || path.delivery.broken) continue;
      report({
        resource: path.triggers[0], property: 'TopicRulePayload', path, mend: { kind: 'mixin', mixin: 'TopicRuleErrorAction', on: path.triggers[0] },
        what: `${path.triggers[0].label} has no error action for messages that ${path.fn.label} cannot be given`,
        fix: 'Set errorAction: { sqs: { queueUrl: dlq.queueUrl, roleArn: role.roleArn } } in topicRulePayload.',
        fixInTemplate: `${path.triggers[0].madeBy ? 'Write an AWS::IoT::TopicRule instead of the event of SAM, which has no error action, and set' : 'Set'} ErrorAction: { Sqs: { QueueUrl: !Ref Dlq, RoleArn: !GetAtt Role.Arn } } in TopicRulePayload.`,
      });
    }
  },
});
