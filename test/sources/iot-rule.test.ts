import { sourceContract } from '../support/source-contract';

const rule = (error = '') => `Rule:
        Type: AWS::IoT::TopicRule
        Properties:
          TopicRulePayload:
            Sql: SELECT * FROM 'orders'
            Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }]
            ${error}`;

sourceContract('iot-rule', {
  'no error action': {
    resources: rule(),
    paths: [{ fn: 'Fn', kind: 'async-iot', mode: 'async', triggers: ['Rule'], attempts: 3, fate: 'lost', delivery: 'lost' }],
  },
  'an error action holds what Lambda did not take': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      ${rule('ErrorAction: { Sqs: { QueueUrl: !Ref Queue, RoleArn: arn, UseBase64: false } }')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-iot', fate: 'lost', delivery: 'kept', deliveryIn: ['Queue'] }],
  },
  'a bucket of another app': {
    resources: rule('ErrorAction: { S3: { BucketName: failed, Key: orders, RoleArn: arn } }'),
    paths: [{ fn: 'Fn', kind: 'async-iot', fate: 'lost', delivery: 'kept', deliveryIn: ['failed'] }],
  },
  'a function as error action is invoked too': {
    resources: `
      Failed: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${rule('ErrorAction: { Lambda: { FunctionArn: !GetAtt Failed.Arn } }')}
    `,
    paths: [
      { fn: 'Fn', kind: 'async-iot', fate: 'lost', delivery: 'kept', deliveryIn: ['Failed'] },
      { fn: 'Failed', kind: 'async-iot', triggers: ['Rule'], fate: 'lost' },
    ],
  },
  'the function itself as error action is found once, beside another one': {
    resources: `
      Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${rule('ErrorAction: { Lambda: { FunctionArn: !GetAtt Fn.Arn } }').replace('Actions: [', 'Actions: [{ Lambda: { FunctionArn: !GetAtt Other.Arn } }, ')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-iot', fate: 'lost', delivery: 'kept', deliveryIn: ['Fn'] }, { fn: 'Other', kind: 'async-iot', fate: 'lost', delivery: 'kept', deliveryIn: ['Fn'] }],
  },
  'an empty error action': {
    resources: rule('ErrorAction: {}'),
    paths: [{ fn: 'Fn', kind: 'async-iot', fate: 'lost', delivery: 'lost' }],
  },
  'an error action that only counts': {
    resources: rule('ErrorAction: { CloudwatchMetric: { MetricName: failed, MetricNamespace: x, MetricUnit: Count, MetricValue: "1", RoleArn: arn } }'),
    paths: [{ fn: 'Fn', kind: 'async-iot', fate: 'lost', delivery: 'unknown' }],
  },
});
