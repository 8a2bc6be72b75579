import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { Call, callOf } from '../lambda/call';
import { once } from '../lambda/caller';
import { invokedBy } from '../lambda/invoked';
import { fromJson } from '../lambda/json';
import { net } from '../lambda/net';
import { retryPolicy } from '../lambda/retry-policy';
import { Delivery } from '../model/graph';
import { at, show } from '../model/value';

export const facts = {
  links: {
    dlq: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
    universal: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html',
  },
};

/** A schedule of EventBridge Scheduler. Its dead-letter queue catches failed deliveries only. */
export default defineSource({
  id: 'scheduler',
  title: 'Amazon EventBridge Scheduler',
  links: [facts.links.dlq, facts.links.universal, 'https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html'],
  claims: ['AWS::Scheduler::Schedule'],
  * paths(app) {
    for (const schedule of app.ofType('AWS::Scheduler::Schedule')) {
      const call = calledBy(app, schedule);
      if (!call) continue;
      const base = { source: 'scheduler', kind: 'async-scheduler', triggers: [schedule], delivery: delivery(app, schedule) };
      if (call.async) {
        yield { ...base, ...asyncPath(app, call.invoked, call) };
      } else {
        yield {
          ...base, mode: 'sync', fn: call.invoked.fn, qualifier: call.invoked.qualifier, tries: once(facts.links.universal),
          outcome: { fate: 'lost', because: 'the schedule calls synchronously and takes any answer, errors too, for a success: set InvocationType Event', nets: [] },
        };
      }
    }
  },
});

/** The function as the target itself, or in the input of a target that can call any API of AWS. */
function calledBy(app: ResourceSet, schedule: Resource): Call | undefined {
  const target = schedule.properties.Target;
  const invoked = invokedBy(app, at(target, 'Arn'));
  if (invoked) return { invoked, async: true, namesTenant: false };
  const api = show(at(target, 'Arn'));
  const call = /:aws-sdk:lambda:invoke/i.test(api) ? callOf(app, fromJson(at(target, 'Input'))) : undefined;
  return call && { ...call, async: call.async || /:invokeAsync/i.test(api) };
}

function delivery(app: ResourceSet, schedule: Resource): Delivery {
  const target = schedule.properties.Target;
  const dead = net(app, {
    kind: 'schedule-dlq', handOver: 'H1', owner: schedule, property: 'Target.DeadLetterConfig.Arn', value: at(target, 'DeadLetterConfig', 'Arn'),
    writer: { kind: 'role', role: at(target, 'RoleArn'), of: schedule },
  });
  const by = { by: 'EventBridge Scheduler', tries: retryPolicy(at(target, 'RetryPolicy'), facts.links.dlq) };
  return dead
    ? { ...by, fate: 'kept', because: 'EventBridge Scheduler hands it over when it cannot deliver', nets: [dead] }
    : { ...by, fate: 'lost', because: 'after 24 hours or 185 tries, unless the retry policy ends it sooner', nets: [] };
}
