import { Duration, Mixin, Token } from 'aws-cdk-lib';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { IConstruct } from 'constructs';
import { DeadLettersProps, writtenByRole } from './dead-letters';
import { owner } from './resource';
import { refuseOutOfRange } from '../constructs/failed-batches';
import { streamLimits } from '../lambda/stream';

/** How the failed batches of a pipe end. */
export interface PipeDeadLettersProps extends DeadLettersProps {
  /** How often a batch is tried again. Range: 0 to 10 000. @default 5 */
  readonly retryAttempts?: number;

  /** How old a record gets before it is given up. Range: 60 seconds to 7 days. @default Duration.hours(12) */
  readonly maxRecordAge?: Duration;
}

/**
 * Ends the retries of a pipe that reads a stream, and keeps the position of what is given up. For a pipe that reads a queue use
 * `SqsRedrive`, for the queue.
 *
 * What is set stays. The role of the pipe gets the right to write there.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 *
 * @example
 *
 * pipe.with(new PipeDeadLetters());
 */
export class PipeDeadLetters extends Mixin {
  constructor(private readonly props: PipeDeadLettersProps = {}) {
    super();
  }

  /** Pipes of a Kinesis or DynamoDB stream that lack a limit or a dead-letter queue. */
  public supports(construct: IConstruct): boolean {
    const source = construct instanceof CfnPipe ? sourceOf(construct) : undefined;
    return source !== undefined && (source.stream.deadLetterConfig === undefined || isUnlimited(source.stream));
  }

  /** @throws when the queue is FIFO, and when a number is out of range */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const pipe = construct as CfnPipe;
    const { kind, stream } = sourceOf(pipe)!;
    const { retryAttempts = streamLimits.retryAttempts, maxRecordAge = Duration.seconds(streamLimits.maxRecordAge) } = this.props;
    refuseOutOfRange(owner(pipe), { retryAttempts, maxRecordAge });
    const limits = isUnlimited(stream) ? { maximumRetryAttempts: retryAttempts, maximumRecordAgeInSeconds: maxRecordAge.toSeconds() } : {};
    const deadLetterConfig = stream.deadLetterConfig ?? { arn: writtenByRole(pipe, pipe.roleArn, this.props) };
    pipe.sourceParameters = { ...pipe.sourceParameters as object, [kind]: { ...stream, ...limits, deadLetterConfig } };
  }
}

type Stream = CfnPipe.PipeSourceKinesisStreamParametersProperty | CfnPipe.PipeSourceDynamoDBStreamParametersProperty;

function sourceOf({ sourceParameters }: CfnPipe): { readonly kind: string; readonly stream: Stream } | undefined {
  if (sourceParameters === undefined || Token.isUnresolved(sourceParameters)) return undefined;
  for (const kind of ['kinesisStreamParameters', 'dynamoDbStreamParameters'] as const) {
    const stream = (sourceParameters as CfnPipe.PipeSourceParametersProperty)[kind];
    if (stream !== undefined && !Token.isUnresolved(stream)) return { kind, stream: stream as Stream };
  }
  return undefined;
}

const isUnlimited = ({ maximumRetryAttempts: retries = -1, maximumRecordAgeInSeconds: age = -1 }: Stream): boolean => retries === -1 && age === -1;
