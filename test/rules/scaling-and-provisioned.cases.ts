import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('scaling-and-provisioned', {
  fires: {
    'M36: both': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, ScalingConfig: { MaximumConcurrency: 10 }, ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 4 } }${fnYaml()}`, at: 'Mapping',
    },
  },
  silent: {
    'only a maximum concurrency': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, ScalingConfig: { MaximumConcurrency: 10 } }${fnYaml()}`,
    },
    'only provisioned pollers': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 4 } }${fnYaml()}`,
    },
  },
});
