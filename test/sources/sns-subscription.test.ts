import { sourceContract } from '../support/source-contract';

sourceContract('sns-subscription', {
  'a subscription without redrive policy': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-sns', mode: 'async', triggers: ['Subscription', 'Topic'], originText: 'Topic', attempts: 3, fate: 'lost', delivery: 'lost' }],
  },
  'its redrive policy keeps what could not be delivered, not what failed': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Dlq: { Type: AWS::SQS::Queue }
      Subscription:
        Type: AWS::SNS::Subscription
        Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-sns', fate: 'lost', delivery: 'kept', deliveryIn: ['Dlq'] }],
  },
  'the policy as JSON text, and the queue of the function': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn } } }
      Failed: { Type: AWS::SQS::Queue }
      Subscription:
        Type: AWS::SNS::Subscription
        Properties:
          Protocol: lambda
          TopicArn: arn:aws:sns:eu-west-1:111111111111:orders
          Endpoint: !GetAtt Fn.Arn
          RedrivePolicy: !Sub '{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:\${AWS::AccountId}:dlq"}'
    `,
    paths: [{
      fn: 'Fn', kind: 'async-sns', triggers: ['Subscription'], originText: 'arn:aws:sns:eu-west-1:111111111111:orders', fate: 'kept', keptIn: ['Failed'],
      delivery: 'kept', deliveryIn: ['arn:aws:sqs:eu-west-1:${AccountId}:dlq'],
    }],
  },
  'a subscription in the topic itself has no place for a redrive policy': {
    resources: `
      Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }, { Protocol: email, Endpoint: a@b.c }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-sns', triggers: ['Topic'], fate: 'lost', delivery: 'lost' }],
  },
  'a FIFO topic cannot invoke functions': {
    resources: `
      Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: orders.fifo, FifoTopic: true } }
      Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-sns', fate: 'lost', because: 'FIFO', delivery: 'lost' }],
  },
  'other subscribers': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Queue: { Type: AWS::SQS::Queue }
      Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn } }
    `,
    paths: [],
  },
  'two functions on one topic': {
    resources: `
      Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }, { Protocol: lambda, Endpoint: !GetAtt Other.Arn }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-sns', fate: 'lost', delivery: 'lost' }, { fn: 'Other', kind: 'async-sns', fate: 'lost', delivery: 'lost' }],
  },
  'a function that a topic lists twice is subscribed once': {
    resources: 'Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }, { Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }',
    paths: [{ fn: 'Fn', kind: 'async-sns', fate: 'lost', delivery: 'lost' }],
  },
  'a redrive policy of another app': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: !ImportValue policy } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-sns', fate: 'lost', delivery: 'unknown' }],
  },
});
