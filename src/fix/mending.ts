import { Draft } from './draft';
import { allow } from './nets/allow';
import { asyncFailures } from './nets/async';
import { pipeDeadLetters } from './nets/pipe';
import { redrive } from './nets/redrive';
import { ruleDeadLetters } from './nets/rule';
import { scheduleDeadLetters } from './nets/schedule';
import { streamFailures } from './nets/stream';
import { subscriptionDeadLetters } from './nets/subscription';
import { topicRuleErrorAction } from './nets/topic-rule';
import { depthAlarm } from './resources';
import { Unmendable } from './unmendable';
import { Mend, MendingMixin } from '../model/finding';
import { Resource, ResourceSet } from '../model/resource';

const mixins: { readonly [mixin in MendingMixin]: (draft: Draft, on: Resource, app: ResourceSet) => void } = {
  SqsRedrive: redrive,
  StreamFailures: streamFailures,
  PipeDeadLetters: pipeDeadLetters,
  AsyncFailures: asyncFailures,
  RuleDeadLetters: ruleDeadLetters,
  ScheduleDeadLetters: scheduleDeadLetters,
  SubscriptionDeadLetters: subscriptionDeadLetters,
  TopicRuleErrorAction: topicRuleErrorAction,
  FailureAlarms: (draft, queue) => depthAlarm(draft, queue, queue.id),
};

/** Drafts what mends a finding. Throws Unmendable where the text of a template cannot be changed to that end. */
export function drafted(draft: Draft, mend: Mend, app: ResourceSet): void {
  switch (mend.kind) {
    case 'mixin': return mixins[mend.mixin](draft, mend.on, app);
    case 'allow': return allow(draft, mend.net, app);
    case 'set':
      for (const [property, value] of Object.entries(mend.values)) {
        if (mend.on.madeBy && mend.on.type !== 'AWS::Lambda::EventSourceMapping') throw new Unmendable(`${mend.on.label} is made by SAM, where ${property} has no place`);
        draft.set(mend.on, property.split('.'), typeof value === 'object' ? [...value] : value);
      }
  }
}
