import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, FilterCriteria, FilterRule, Function, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AsyncFunction, AsyncSource, DeadLetterQueue, FailureTarget, ScheduledFunction, SqsTriggeredFunction, StreamTriggeredFunction, SyncCaller, SyncFunction } from 'cdk-lambda-failsafe';

const code: FunctionProps = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};') };

/** A shop that loses no event: the same in every language. */
export class Shop extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const alarmActions = [new SnsAction(new Topic(this, 'OnCall'))];

    // Queue, dead-letter queue, redrive, visibility timeout, partial batch response.
    new SqsTriggeredFunction(this, 'ShipOrder', {
      ...code, alarmActions, timeout: Duration.seconds(20), maxConcurrency: 5,
      processing: { maxReceiveCount: 8 },
    });

    // Batches that are given up rest in a bucket, with their records.
    new StreamTriggeredFunction(this, 'CountClicks', {
      ...code, alarmActions,
      filters: [FilterCriteria.filter({ data: { kind: FilterRule.isEqual('click'), price: FilterRule.between(0, 100) } })],
      processing: { retryAttempts: 3, maxRecordAge: Duration.hours(6) },
    });

    // One queue for what SNS cannot deliver, and another for what the function fails on.
    new AsyncFunction(this, 'Notify', {
      ...code, alarmActions,
      source: AsyncSource.sns(new Topic(this, 'Shipped')),
      processing: { onFailure: FailureTarget.queue(new DeadLetterQueue(this, 'Unsent', { alarmActions })), retryAttempts: 1 },
    });

    // By the clock, with a constant input.
    new ScheduledFunction(this, 'Report', {
      ...code, alarmActions,
      schedule: ScheduleExpression.rate(Duration.days(1)),
      input: { dryRun: false, job: 'nightly', limits: { rows: 1000, share: 0.5 }, parts: ['sales', 'stock'] },
    });

    // The caller sees the error; alarms tell of it.
    new SyncFunction(this, 'ListOrders', { ...code, alarmActions, caller: SyncCaller.httpApi(new HttpApi(this, 'Api'), '/orders') });

    // Without a net, on purpose.
    const ticks = new Queue(this, 'Ticks');
    new Function(this, 'ShowPrice', { ...code, timeout: Duration.seconds(5) }).addEventSource(new SqsEventSource(ticks, { reportBatchItemFailures: true }));
    Validations.of(ticks).acknowledge({ id: 'cdk-lambda-failsafe::sqs-no-redrive', reason: 'a price is worth nothing after a second' });
  }
}
