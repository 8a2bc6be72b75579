import { Duration, Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, fnYaml, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (hours: number) => (stack: Stack) => fn(stack, 'Fn', { timeout: Duration.minutes(15) })
  .addEventSource(new sources.SqsEventSource(queueWithDlq(stack, 'Orders', { visibilityTimeout: Duration.minutes(90), retentionPeriod: Duration.hours(hours) })));

const redriven = (receives: number | string) => `RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: ${receives} }`;
const yaml = (visibility: number | string, retention: number | string, redrive: string) => `
Parameters: { Later: { Type: String } }
Resources:
  Dead: { Type: AWS::SQS::Queue }
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${visibility}, MessageRetentionPeriod: ${retention}, ${redrive} } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }${fnYaml()}`;

export default ruleCases('sqs-retention-lt-redrive-window', {
  fires: {
    'M9: five receives take 7.5 hours, the message lives for 6': { app: app(6), at: 'Orders', says: /take 27000 s.*Duration\.days\(4\)/, property: 'MessageRetentionPeriod' },
    'as long as the receives take': { template: yaml(5_400, 27_000, redriven(5)), at: 'Orders' },
    'receives of days: twice as long is advised': { template: yaml(43_200, 172_800, redriven(5)), at: 'Orders', says: /MessageRetentionPeriod: 432000 /, sets: { MessageRetentionPeriod: 432_000 } },
    'receives of weeks: the most that SQS keeps is advised': { template: yaml(43_200, 86_400, redriven(20)), at: 'Orders', says: /MessageRetentionPeriod: 1209600 / },
  },
  silent: {
    'the message lives for a day': { app: app(24) },
    'no redrive policy': { template: yaml(5_400, 3_600, 'DelaySeconds: 0') },
    'a retention that is known at deployment': { template: yaml(5_400, '!Ref Later', redriven(5)) },
    'a visibility timeout that is known at deployment': { template: yaml('!Ref Later', 3_600, redriven(5)) },
    'a number of receives that is known at deployment': { template: yaml(5_400, 3_600, redriven('!Ref Later')) },
  },
});
