import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { list } from '../model/value';

export const facts = {
  /** Retried until it works, except when the function or its permission is missing: then the action is dropped. */
  link: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html',
};

/** An alarm with a function as an action. */
export default defineSource({
  id: 'cloudwatch-alarm',
  title: 'Amazon CloudWatch alarm action',
  links: [facts.link],
  claims: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  * paths(app) {
    for (const alarm of app.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm')) {
      const { AlarmActions, OKActions, InsufficientDataActions } = alarm.properties;
      for (const invoked of invokedAmong(app, [AlarmActions, OKActions, InsufficientDataActions].flatMap(list))) {
        yield { source: 'cloudwatch-alarm', kind: 'async-alarm', triggers: [alarm], ...asyncPath(app, invoked) };
      }
    }
  },
});
