import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { fromJson } from '../lambda/json';
import { resourceAt } from '../lambda/resource-at';
import { at, show } from '../model/value';

export const facts = {
  /** Seconds for which CloudWatch Logs retries throttled deliveries; others are dropped at once, and nothing keeps them. */
  maxAge: 86_400,
  link: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
};

/** Log events of a log group, or by an account policy of all of them. */
export default defineSource({
  id: 'logs-subscription',
  title: 'Amazon CloudWatch Logs subscription',
  links: [facts.link],
  claims: ['AWS::Logs::SubscriptionFilter', 'AWS::Logs::AccountPolicy'],
  * paths(app) {
    for (const filter of app.ofType('AWS::Logs::SubscriptionFilter')) {
      const invoked = invokedBy(app, filter.properties.DestinationArn);
      if (!invoked) continue;
      const origin = resourceAt(app, filter.properties.LogGroupName);
      yield {
        source: 'logs-subscription', kind: 'async-logs', triggers: origin ? [filter, origin] : [filter],
        origin, originText: origin?.label ?? show(filter.properties.LogGroupName), ...asyncPath(app, invoked),
      };
    }
    for (const policy of app.ofType('AWS::Logs::AccountPolicy')) {
      const invoked = invokedBy(app, at(fromJson(policy.properties.PolicyDocument), 'DestinationArn'));
      if (invoked) yield { source: 'logs-subscription', kind: 'async-logs', triggers: [policy], originText: 'the log groups of the account', ...asyncPath(app, invoked) };
    }
  },
});
