import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Bind } from './bound';
import { Delivery, deliveryQueue } from '../delivery';

/** Which messages of devices invoke the function, and where those go that cannot be delivered. */
export interface IotSourceOptions {
  /** Which messages, and what of them, such as `SELECT * FROM 'orders/#'`. */
  readonly sql: string;

  /** Version of the SQL of AWS IoT. @default '2016-03-23' */
  readonly awsIotSqlVersion?: string;

  /** Name of the rule: letters, digits and underscores. @default - made by CloudFormation */
  readonly ruleName?: string;

  /** The logical id of the rule, to take over one that exists. @default - the one that CDK gives */
  readonly topicRuleLogicalId?: string;

  /**
   * What happens to a message that the rule cannot hand over to Lambda: its error action.
   *
   * @default - an error action that leaves it in a new dead-letter queue
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
   */
  readonly delivery?: Delivery;
}

export const iot = ({ sql, awsIotSqlVersion = '2016-03-23', ruleName, topicRuleLogicalId, delivery = {} }: IotSourceOptions): Bind => (scope, fn, options) => {
  const { queue, alarms } = deliveryQueue(scope, 'role', delivery, options);
  const role = new Role(scope, 'ErrorRole', { assumedBy: new ServicePrincipal('iot.amazonaws.com') });
  queue.grantSendMessages(role);
  const rule = new CfnTopicRule(scope, 'TopicRule', {
    ruleName,
    topicRulePayload: {
      sql, awsIotSqlVersion, actions: [{ lambda: { functionArn: fn.functionArn } }],
      errorAction: { sqs: { queueUrl: queue.queueUrl, roleArn: role.roleArn, useBase64: false } },
    },
  });
  if (topicRuleLogicalId !== undefined) rule.overrideLogicalId(topicRuleLogicalId);
  // Without the rights the first message that fails would find the queue closed.
  rule.node.addDependency(role);
  const sourceArn = Stack.of(scope).formatArn({ service: 'iot', resource: 'rule', resourceName: rule.ref, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  fn.addPermission(`InvokedBy${scope.node.addr}`, { scope, principal: new ServicePrincipal('iot.amazonaws.com'), sourceArn });
  return { invoker: { service: 'iot.amazonaws.com', sourceArn }, deliveryQueue: queue, alarms };
};
