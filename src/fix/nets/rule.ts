import { Resource } from '../../model/resource';
import { at, list } from '../../model/value';
import { arn, Draft } from '../draft';
import { undeliveredQueue } from '../resources';
import { Unmendable } from '../unmendable';

/** A dead-letter queue for what a rule cannot deliver, on each of its targets that has none. */
export function ruleDeadLetters(draft: Draft, rule: Resource): void {
  const paths = draft.templates.paths.filter(({ triggers: [first], source }) => source === 'events-rule' && first?.key === rule.key);
  if (paths.length === 0) throw new Unmendable(`${rule.label} invokes nothing that is known`);
  // A queue that several functions share is named after the rule.
  const [{ fn }] = paths;
  const queue = undeliveredQueue(draft, rule, paths.every((path) => path.fn.key === fn.key) ? fn : rule);
  draft.allowService(queue, 'events.amazonaws.com', rule, arn(rule.id));
  if (rule.madeBy) return draft.set(rule, ['DeadLetterConfig'], { Arn: arn(queue.id) });
  const targets = list(rule.properties.Targets);
  if (!Array.isArray(draft.templates.properties(rule).Targets) || targets.length !== (draft.templates.properties(rule).Targets as unknown[]).length) {
    throw new Unmendable(`the targets of ${rule.label} are made by a function`);
  }
  targets.forEach((target, index) => {
    if (at(target, 'DeadLetterConfig', 'Arn') === undefined) draft.set(rule, ['Targets', index, 'DeadLetterConfig'], { Arn: arn(queue.id) });
  });
}
