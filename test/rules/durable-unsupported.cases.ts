import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('durable-unsupported', {
  fires: {
    'M43: invoked without version or alias': {
      template: `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Dlq: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn }${fnYaml('DurableConfig: { ExecutionTimeout: 600 }')}`, at: 'Mapping', says: /without version or alias/,
    },
    'M43: an execution longer than the mapping waits': {
      template: `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Dlq: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Version, EventSourceArn: !GetAtt Queue.Arn }${fnYaml('DurableConfig: { ExecutionTimeout: 3600 }')}`, at: 'Fn', says: /may take 3600 s.*Lambda refuses the mapping.*ExecutionTimeout: 900 or less/s,
    },
    'M43: a destination on a durable function': {
      template: `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Dlq: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Dlq.Arn } } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Version, EventSourceArn: !GetAtt Queue.Arn }${fnYaml('DurableConfig: { ExecutionTimeout: 600 }')}`, at: 'Config', says: /is dropped.*Set DeadLetterConfig/,
    },
  },
  silent: {
    'a version, and fifteen minutes at most': {
      template: `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Dlq: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Version, EventSourceArn: !GetAtt Queue.Arn }${fnYaml('DurableConfig: { ExecutionTimeout: 600 }')}`,
    },
  },
});
