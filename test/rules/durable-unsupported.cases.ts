import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const yaml = (target: string, durable: string, more = '') => `
Parameters: { Later: { Type: String } }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Failed: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
${more}${target}${fnYaml(durable)}`;
const polled = '  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Version, EventSourceArn: !GetAtt Queue.Arn } }';
const published = '  Topic: { Type: AWS::SNS::Topic }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !Ref Version } }';
const config = '  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }\n';

const managed = 'CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn } }';

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
    'M43: what is published of a function on managed instances, without version or alias': { template: yaml(published.replace('!Ref Version', '!GetAtt Fn.Arn'), `DurableConfig: { ExecutionTimeout: 600 }\n${managed}`), at: 'Subscription', says: /without version or alias/ },
    'M43: longer than 90 minutes on managed instances': { template: yaml(polled, `DurableConfig: { ExecutionTimeout: 5401 }\n${managed}`), at: 'Fn', says: /may take 5401 s, .* ExecutionTimeout: 5400 or less/s },
  },
  silent: {
    'fifteen minutes to the second': { template: yaml(polled, 'DurableConfig: { ExecutionTimeout: 900 }') },
    'an execution timeout that is known at deployment': { template: yaml(polled, 'DurableConfig: { ExecutionTimeout: !Ref Later }') },
    'a longer execution that nobody waits for': { template: yaml(published, 'DurableConfig: { ExecutionTimeout: 3600 }') },
    'a configuration without a destination': { template: yaml(polled, 'DurableConfig: { ExecutionTimeout: 600 }', '  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, MaximumRetryAttempts: 1 } }\n') },
    'a destination of a function that is not durable': { template: yaml(polled.replace('!Ref Version', '!Ref Fn'), '', config) },
    'a durable function without a trigger': { template: yaml('', 'DurableConfig: { ExecutionTimeout: 3600 }') },
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
    'ninety minutes on managed instances': { template: yaml(polled, `DurableConfig: { ExecutionTimeout: 5400 }\n${managed}`) },
    'a durable function that is invoked from elsewhere, and has a dead-letter queue': { template: yaml('', 'DurableConfig: { ExecutionTimeout: 600 }\nDeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }') },
    'a state machine whose definition is elsewhere': {
      template: yaml('  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: "arn:aws:iam::111122223333:role/machine", DefinitionS3Location: { Bucket: code, Key: key }, DefinitionSubstitutions: { charge: !GetAtt Fn.Arn } } }', 'DurableConfig: { ExecutionTimeout: 600 }'),
    },
  },
});
