import { FailsafeNetsProps } from '../mixins/failsafe-nets';

/** What `FailsafeDefaults` gives, one by one, so that each can be left out. */
export enum FailsafeDefault {
  /**
   * A queue that a function polls gets a redrive policy with a new `DeadLetterQueue`. Decided at synthesis, when it is known which
   * queues are dead-letter queues of others.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
   */
  SQS_REDRIVE = 'SqsRedrive',

  /**
   * A queue that a function polls gets a visibility timeout of six times that of the function, plus the batching window.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  SQS_VISIBILITY = 'SqsVisibility',

  /**
   * A queue that is the `deadLetterQueue` of another keeps messages for 14 days, instead of 4 that are counted from when they were sent to
   * the other one.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
   */
  DEAD_LETTER_RETENTION = 'DeadLetterRetention',

  /**
   * Event source mappings of Kinesis and DynamoDB retry five times and give up records before they expire, with halved batches; what they
   * and those of Kafka give up goes to a new `FailureBucket`, with alarms.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  STREAM_FAILURES = 'StreamFailures',

  /**
   * A function, version or alias that something invokes asynchronously, or whose asynchronous invocations are configured, gets an
   * on-failure destination.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  ASYNC_FAILURES = 'AsyncFailures',

  /**
   * The targets of an EventBridge rule that invokes functions get a dead-letter queue for what cannot be delivered.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
   */
  RULE_DEAD_LETTERS = 'RuleDeadLetters',

  /**
   * A schedule that invokes a function gets a dead-letter queue for what cannot be delivered.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
   */
  SCHEDULE_DEAD_LETTERS = 'ScheduleDeadLetters',

  /**
   * The subscription of a function to a topic gets a dead-letter queue for what cannot be delivered.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
   */
  SUBSCRIPTION_DEAD_LETTERS = 'SubscriptionDeadLetters',

  /**
   * A pipe from Kinesis or DynamoDB to a function gets limits and a dead-letter queue.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
   */
  PIPE_DEAD_LETTERS = 'PipeDeadLetters',

  /**
   * A topic rule of AWS IoT that invokes a function gets an error action, which writes to a queue.
   *
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
   */
  TOPIC_RULE_ERROR_ACTION = 'TopicRuleErrorAction',
}

/** Settings of `FailsafeDefaults`: where failed events go, who hears of them, and what is left out. */
export interface FailsafeDefaultsProps extends FailsafeNetsProps {
  /** What is not given. @default - nothing is left out */
  readonly without?: FailsafeDefault[];

  /**
   * Whether functions may report which messages of a queue, or which record of a stream, have failed, where the event source does not say.
   *
   * Only where every handler returns `batchItemFailures` or nothing: Lambda takes an answer that it cannot read for a failure of the whole
   * batch, and messages that were processed come back. No injector can see what a handler returns.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
   */
  readonly reportBatchItemFailures?: boolean;
}
