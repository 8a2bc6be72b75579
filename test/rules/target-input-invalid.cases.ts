import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('target-input-invalid', {
  fires: {
    'the input is not JSON': {
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Fn, Arn: !GetAtt Fn.Arn, Input: 'nightly run' }] }${fnYaml()}`, at: 'Rule', says: /is not JSON: nightly run/,
    },
    'two kinds of input': {
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Fn, Arn: !GetAtt Fn.Arn, Input: '{}', InputPath: $.detail }] }${fnYaml()}`, at: 'Rule', says: /has Input and InputPath/,
    },
    'two kinds of input, of which one is a transformer': {
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Fn, Arn: !GetAtt Fn.Arn, InputPath: $.detail, InputTransformer: { InputTemplate: '{}' } }] }${fnYaml()}`, at: 'Rule', says: /has InputPath and InputTransformer/,
    },
  },
  silent: {
    'a JSON object': {
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Fn, Arn: !GetAtt Fn.Arn, Input: '{"job":"nightly"}' }] }${fnYaml()}`,
    },
    'a JSON string': {
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Fn, Arn: !GetAtt Fn.Arn, Input: '"nightly"' }] }${fnYaml()}`,
    },
    'an input that is put together at deployment': {
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Fn, Arn: !GetAtt Fn.Arn, Input: !Sub '{"arn":"\${Fn.Arn}"}' }] }${fnYaml()}`,
    },
  },
});
