import { Resource } from '../../model/resource';
import { arn, Draft, ref } from '../draft';
import { undeliveredQueue } from '../resources';
import { Unmendable } from '../unmendable';

/** An error action that writes to a queue, and the role that it needs: https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html */
export function topicRuleErrorAction(draft: Draft, rule: Resource): void {
  if (rule.madeBy) throw new Unmendable('an IoTRule event of SAM has no error action: write an AWS::IoT::TopicRule, which has one');
  const path = draft.templates.paths.find(({ triggers: [first] }) => first?.key === rule.key);
  if (!path) throw new Unmendable(`${rule.label} invokes nothing that is known`);
  const { id: queue } = undeliveredQueue(draft, rule, path.fn);
  const role = draft.add(rule, `${rule.id}ErrorActionRole`, {
    type: 'AWS::IAM::Role', properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
      Policies: [{ PolicyName: 'ErrorAction', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(queue) }] } }],
    },
  });
  draft.set(rule, ['TopicRulePayload', 'ErrorAction'], { Sqs: { QueueUrl: ref(queue), RoleArn: arn(role), UseBase64: false } });
}
