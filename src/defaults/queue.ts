import { Duration } from 'aws-cdk-lib';
import { CfnQueue, Queue, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { FailsafeDefault } from './failsafe-default';
import { DefaultsInjector } from './injector';
import { gives } from './settings';
import { isSet } from '../mixins/resource';

/** A queue itself gets nothing; the one to which it redrives keeps what it gets for as long as SQS can. */
export class QueueDefaults extends DefaultsInjector<QueueProps> {
  constructor(scope: IConstruct) {
    super(Queue.PROPERTY_INJECTION_ID, scope);
  }

  protected defaults({ deadLetterQueue }: QueueProps): undefined {
    const dead = deadLetterQueue?.queue.node.defaultChild;
    if (!(dead instanceof CfnQueue) || isSet(dead, 'messageRetentionPeriod') || !gives(dead, FailsafeDefault.DEAD_LETTER_RETENTION)) return;
    dead.messageRetentionPeriod = Duration.days(14).toSeconds();
  }
}
