import { Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failedEvents } from './failed-events';

/** What the other stacks talk through. */
export class MessagingStack extends Stack {
  public readonly orders: Queue;
  public readonly payments: Queue;
  public readonly shipped: Topic;
  public readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Right: a dead-letter queue that keeps longer, five receives, room for retries.
    this.orders = new Queue(this, 'Orders', {
      visibilityTimeout: Duration.seconds(180),
      deadLetterQueue: { maxReceiveCount: 5, queue: failedEvents(this, 'OrdersDlq') },
    });
    // Wrong: no redrive policy. Fulfilment believes that the dead-letter queue of its function helps.
    this.payments = new Queue(this, 'Payments', { visibilityTimeout: Duration.seconds(180) });
    this.shipped = new Topic(this, 'Shipped');
    this.table = new Table(this, 'OrderTable', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_AND_OLD_IMAGES });
  }
}
