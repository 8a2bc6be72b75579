import { isUnknown } from '../../src/model/value';
import { judge } from '../support/judge';

/** When EventBridge gives up handing an event over to Lambda. */

const fn = '  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }';
const rule = (policy: string) => `Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn${policy} }] } }`;
const schedule = (policy: string) => `Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: !GetAtt Fn.Arn, RoleArn: arn${policy} } } }`;

const tries = (by: (policy: string) => string, policy: string) => {
  const { attempts, maxAge } = judge(`Parameters: { Later: { Type: Number } }\nResources:\n${fn}\n  ${by(policy)}`).graph.paths[0].delivery!.tries;
  return [attempts, maxAge].map((value) => (isUnknown(value) ? 'unknown' : value));
};

test.each<[string, readonly (string | number)[]]>([
  ['', [186, 86_400]], [', RetryPolicy: {}', [186, 86_400]], [', RetryPolicy: { MaximumRetryAttempts: 0 }', [1, 86_400]], [', RetryPolicy: { MaximumRetryAttempts: 3 }', [4, 86_400]], [', RetryPolicy: { MaximumEventAgeInSeconds: 60 }', [186, 60]], [', RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 }', [4, 3600]],
  [', RetryPolicy: { MaximumRetryAttempts: !Ref Later }', ['unknown', 86_400]], [', RetryPolicy: { MaximumEventAgeInSeconds: !Ref Later }', [186, 'unknown']],
])('%s: %j tries, seconds', (policy, expected) => {
  expect(tries(rule, policy)).toEqual(expected);
  expect(tries(schedule, policy)).toEqual(expected);
});
