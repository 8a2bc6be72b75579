import { judge, netOf } from '../support/judge';

/** Who has to be let into a queue. */

test('the role of the schedule writes to its queue', () => {
  const faults = (action: string) => netOf(judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Dlq: { Type: AWS::SQS::Queue }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: own, PolicyDocument: { Statement: [{ Effect: Allow, Action: '${action}', Resource: '*' }] } }] } }
  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 hour), FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: !GetAtt Fn.Arn, RoleArn: !GetAtt Role.Arn, DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } } } }
`), 'schedule-dlq').faults.map(({ what }) => what);
  expect(faults('sqs:SendMessage')).toEqual([]);
  expect(faults('sqs:ReceiveMessage')).toEqual([expect.stringContaining('the role Role of Schedule may not call sqs:SendMessage on Dlq')]);
});

test('SNS writes to the queue of a subscription for its topic', () => {
  const faults = (source: string) => netOf(judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Dlq: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Other: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } } }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dlq]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Dlq.Arn, Condition: { ArnEquals: { aws:SourceArn: ${source} } } }] }
`), 'subscription-dlq').faults.map(({ what }) => what);
  expect(faults('!Ref Topic')).toEqual([]);
  expect(faults('!Ref Other')).toEqual([expect.stringContaining('Dlq does not let sns.amazonaws.com send messages for Topic')]);
});
