import { Duration, Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (source: number, dead: number, fifo?: boolean) => (stack: Stack) =>
  fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
    fifo, retentionPeriod: Duration.days(source), deadLetterQueue: { maxReceiveCount: 5, queue: new sqs.Queue(stack, 'Dead', { fifo, retentionPeriod: Duration.days(dead) }) },
  })));

const yaml = (source: number | string, dead: number | string) => `
Parameters: { Later: { Type: String } }
Resources:
  Dead: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: ${dead} } }
  Orders: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: ${source}, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } } }
  Other: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }${fnYaml()}`;

export default ruleCases('dlq-retention-lt-source', {
  fires: {
    'M5: the dead-letter queue forgets sooner': { app: app(14, 4), at: 'Dead', says: /4 d, counted from when they were sent to Orders, which keeps them for 14 d/, property: 'MessageRetentionPeriod' },
    'a retention that is no number of days': { app: app(1.5, 1), at: 'Dead', says: /for 1 d, .* for 36 h/ },
    'the source keeps for as long as it does by default': { template: yaml('!Ref AWS::NoValue', 345_599), at: 'Dead', says: /for 96 h, .* which keeps them for 4 d\..*Set MessageRetentionPeriod: 1209600 on Dead\.$/s },
    'the dead-letter queue keeps for as long as it does by default': { template: yaml(345_601, '!Ref AWS::NoValue'), at: 'Dead', says: /for 4 d, .* which keeps them for 96 h/ },
  },
  silent: {
    'no function reads the queue': { template: yaml(1_209_600, 60).replace(/^  Mapping.*$/m, '') },
    'a queue that nobody polls here': { template: yaml(1_209_600, 60).replace(/^ {2}Mapping: .*$/m, '  Mapping: { Type: AWS::SQS::Queue }') },
    'both keep for as long as they do by default': { template: yaml('!Ref AWS::NoValue', '!Ref AWS::NoValue') },
    'the dead-letter queue of a function has no queue before it': { template: yaml(1_209_600, 1_209_600).replace(/RedrivePolicy.*$/m, 'VisibilityTimeout: 60 } }').replace('Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }', 'Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Other.Arn } } } }') },
    'something else than a queue': { template: yaml(1_209_600, 60).replace('!GetAtt Dead.Arn', 'arn:aws:sqs:eu-west-1:111122223333:dead') },
    'a queue that may be FIFO': { template: yaml('1209600, FifoQueue: !Ref Later', 60) },
    'the dead-letter queue keeps longer': { app: app(4, 14) },
    'both keep as long': { app: app(4, 4) },
    'a retention of the source that is known at deployment': { template: yaml('!Ref Later', 60) },
    'a retention of the dead-letter queue that is known at deployment': { template: yaml(1_209_600, '!Ref Later') },
    'a FIFO dead-letter queue starts counting anew': { app: app(14, 4, true) },
  },
});
