import { sourceContract } from '../support/source-contract';

const broker = (engine: string) => `Broker:
        Type: AWS::AmazonMQ::Broker
        Properties: { BrokerName: orders, DeploymentMode: SINGLE_INSTANCE, EngineType: ${engine}, HostInstanceType: mq.t3.micro, PubliclyAccessible: false, Users: [] }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Broker.Arn, FunctionName: !Ref Fn, Queues: [orders] }`;

sourceContract('amazon-mq', {
  'ActiveMQ redelivers six times': {
    resources: broker('ACTIVEMQ'),
    paths: [{ fn: 'Fn', kind: 'mq', mode: 'poll', triggers: ['Mapping', 'Broker'], attempts: 7, fate: 'unknown', because: 'ActiveMQ.DLQ' }],
  },
  'RabbitMQ requeues': {
    resources: broker('RABBITMQ'),
    paths: [{ fn: 'Fn', kind: 'mq', attempts: 'unknown', fate: 'unknown', because: 'dead-letter exchange' }],
  },
  'a broker of another app': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: 'arn:aws:mq:eu-west-1:111111111111:broker:orders:b-1', FunctionName: !Ref Fn, Queues: [orders] }
    `,
    paths: [{ fn: 'Fn', kind: 'mq', triggers: ['Mapping'], attempts: 'unknown', fate: 'unknown', because: 'the broker decides' }],
  },
  'a virtual host of a broker of another app: only RabbitMQ has them': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: 'arn:aws:mq:eu-west-1:111111111111:broker:orders:b-1'
          FunctionName: !Ref Fn
          Queues: [orders]
          SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders' }, { Type: VIRTUAL_HOST, URI: shop }]
    `,
    paths: [{ fn: 'Fn', kind: 'mq', triggers: ['Mapping'], attempts: 'unknown', fate: 'unknown', because: 'RabbitMQ requeues' }],
  },
  'a password tells nothing about the engine': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: 'arn:aws:mq:eu-west-1:111111111111:broker:orders:b-1'
          FunctionName: !Ref Fn
          Queues: [orders]
          SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders' }]
    `,
    paths: [{ fn: 'Fn', kind: 'mq', fate: 'unknown', because: 'the broker decides' }],
  },
});
