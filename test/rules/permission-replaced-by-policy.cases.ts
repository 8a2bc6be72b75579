import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('permission-replaced-by-policy', {
  fires: {
    'M39: a permission and a resource policy on one function': {
      template: `
Resources:
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: s3.amazonaws.com }
  Policy:
    Type: AWS::Lambda::ResourcePolicy
    Properties: { ResourceArn: !GetAtt Fn.Arn, PolicyDocument: { Version: '2012-10-17', Statement: [] } }${fnYaml()}`,
      at: 'Policy',
    },
  },
  silent: {
    'only a resource policy': {
      template: `
Resources:
  Policy:
    Type: AWS::Lambda::ResourcePolicy
    Properties: { ResourceArn: !GetAtt Fn.Arn, PolicyDocument: { Version: '2012-10-17', Statement: [] } }${fnYaml()}`,
    },
  },
});
