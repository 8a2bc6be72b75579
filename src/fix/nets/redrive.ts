import { Resource } from '../../model/resource';
import { arn, Draft } from '../draft';
import { failureQueue } from '../resources';
import { Unmendable } from '../unmendable';

/** A redrive policy on the source queue. The dead-letter queue of a FIFO queue is one too. */
export function redrive(draft: Draft, queue: Resource): void {
  if (queue.madeBy) throw new Unmendable(`${queue.label} is made by SAM, which gives it no redrive policy: name a queue of your own in the event, with one`);
  const { FifoQueue: fifo, KmsMasterKeyId: key } = draft.templates.properties(queue);
  const dead = failureQueue(draft, queue, `${queue.id}DeadLetterQueue`, { fifo, key });
  draft.set(queue, ['RedrivePolicy'], { deadLetterTargetArn: arn(dead), maxReceiveCount: 5 });
}
