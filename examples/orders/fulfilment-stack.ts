import { Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { failedEvents } from './failed-events';
import { handler } from './handler';
import { MessagingStack } from './messaging-stack';

/** Works off queues and tells people. */
export class FulfilmentStack extends Stack {
  constructor(scope: Construct, id: string, { messaging }: { messaging: MessagingStack }) {
    super(scope, id);
    const failed = failedEvents(this);

    // Right: SQS keeps what fails.
    const ship = new Function(this, 'ShipOrder', { ...handler, timeout: Duration.seconds(30) });
    ship.addEventSource(new SqsEventSource(messaging.orders, { reportBatchItemFailures: true }));

    // Wrong: Lambda polls the queue, so the dead-letter queue of the function never receives anything.
    const charge = new Function(this, 'ChargeCard', { ...handler, timeout: Duration.seconds(30), deadLetterQueue: failed });
    charge.addEventSource(new SqsEventSource(messaging.payments, { reportBatchItemFailures: true }));

    // Wrong: the subscription keeps what SNS cannot deliver, nothing keeps what the function fails on.
    const notify = new Function(this, 'NotifyCustomer', handler);
    messaging.shipped.addSubscription(new LambdaSubscription(notify, { deadLetterQueue: failed }));

    // Wrong: in a public subnet a function has no way to the internet, so every call to the carrier times out.
    const vpc = new Vpc(this, 'Vpc', { natGateways: 0, maxAzs: 2, subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }], restrictDefaultSecurityGroup: false });
    const label = new Function(this, 'PrintLabel', {
      ...handler, vpc, vpcSubnets: { subnetType: SubnetType.PUBLIC }, allowPublicSubnet: true, deadLetterQueue: failed,
    });
    messaging.shipped.addSubscription(new LambdaSubscription(label));
  }
}
