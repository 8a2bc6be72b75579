import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const yaml = (when: string) => `
Resources:
  Rule: { Type: AWS::Events::Rule, Properties: { ${when}Targets: [{ Id: fn, Arn: !GetAtt Fn.Arn, Input: '{}' }] } }${fnYaml()}`;

export default ruleCases('constant-input-drops-event', {
  fires: {
    'a constant instead of the event that matched': {
      app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['orders'] }, targets: [new targets.LambdaFunction(fn(stack), { event: events.RuleTargetInput.fromObject({ kind: 'order' }) })] }),
      at: 'Rule', says: /EventField/,
    },
  },
  silent: {
    'a schedule with a constant': { app: (stack) => void new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { event: events.RuleTargetInput.fromObject({ job: 'nightly' }) })] }) },
    'fields of the event': {
      app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['orders'] }, targets: [new targets.LambdaFunction(fn(stack), { event: events.RuleTargetInput.fromObject({ id: events.EventField.eventId }) })] }),
    },
    'a schedule with a constant, beside a pattern': { template: yaml('EventPattern: { source: [orders] }, ScheduleExpression: rate(1 hour), ') },
    'a rule that no event matches': { template: yaml('') },
  },
});
