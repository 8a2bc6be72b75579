import { CfnResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { owner, roleOf } from './resource';
import { AlarmOptions } from '../constructs/alarms';
import { Delivery, deliveryQueue } from '../constructs/delivery';
import { tell } from '../plug/verify';

/** Where events go that a source could not hand over. */
export interface DeadLettersProps extends Delivery, AlarmOptions {}

/** The ARN of the queue, with the right to write there for the role of the resource; says what that role needs when it is made elsewhere. */
export function writtenByRole(resource: CfnResource, roleArn: string, props: DeadLettersProps): string {
  const made = owner(resource);
  const { queue } = deliveryQueue(made, 'role', props, props);
  const role = roleOf(resource, roleArn);
  if (role) queue.grantSendMessages(role);
  else tell(made, 'function-unverified', `The role of ${made.node.path} is made elsewhere. Verify there: it needs this statement: ${JSON.stringify(resource.stack.resolve(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }).toStatementJson()))}.`);
  return queue.queueArn;
}
