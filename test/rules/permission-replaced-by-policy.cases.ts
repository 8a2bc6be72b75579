import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const yaml = (permitted: string, fn = 'Fn') => `
Resources:
  Permission: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: ${permitted}, Principal: s3.amazonaws.com } }
  Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: !GetAtt ${fn}.Arn, PolicyDocument: { Version: '2012-10-17', Statement: [] } } }${fnYaml().replace('Fn:', `${fn}:`)}`;
const framework = 'LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A';

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
    'a permission of a function elsewhere': { template: yaml('arn:aws:lambda:eu-west-1:111122223333:function:other') },
    'a function of CDK itself': { template: yaml(`!Ref ${framework}`, framework) },
  },
});
