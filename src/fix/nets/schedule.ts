import { Resource } from '../../model/resource';
import { at } from '../../model/value';
import { arn, Draft } from '../draft';
import { undeliveredQueue } from '../resources';
import { Unmendable } from '../unmendable';

/** A dead-letter queue for what a schedule cannot deliver; the role of the schedule writes there. */
export function scheduleDeadLetters(draft: Draft, schedule: Resource): void {
  const path = draft.templates.paths.find(({ triggers: [first] }) => first?.key === schedule.key);
  if (!path) throw new Unmendable(`${schedule.label} invokes nothing that is known`);
  const { id: queue } = undeliveredQueue(draft, schedule, path.fn);
  const bySam = schedule.madeBy !== undefined;
  draft.set(schedule, bySam ? ['DeadLetterConfig'] : ['Target', 'DeadLetterConfig'], { Arn: arn(queue) });
  // SAM lets a role write that it makes itself.
  if (bySam && draft.templates.properties(schedule).RoleArn === undefined) return;
  draft.depend(schedule, draft.allowRole(at(schedule.properties.Target, 'RoleArn'), schedule, `${schedule.id}DeadLettersPolicy`, { actions: ['sqs:SendMessage'], resource: arn(queue) }));
}
