import { sourceContract } from '../support/source-contract';

const cluster = `Cluster:
        Type: AWS::MSK::ServerlessCluster
        Properties:
          ClusterName: orders
          ClientAuthentication: { Sasl: { Iam: { Enabled: true } } }
          VpcConfigs: [{ SubnetIds: [subnet-1, subnet-2] }]`;

const mapping = (properties = '') => `Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !GetAtt Cluster.Arn
          FunctionName: !Ref Fn
          Topics: [orders]
          StartingPosition: LATEST
          ${properties}`;

const destination = 'DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } }';

sourceContract('msk', {
  'neither limits nor destination: the partition waits': {
    resources: `
      ${cluster}
      ${mapping()}
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', mode: 'poll', triggers: ['Mapping', 'Cluster'], attempts: 'unlimited', fate: 'blocks', because: 'partition' }],
  },
  'limits without destination drop the batch': {
    resources: `
      ${cluster}
      ${mapping('MaximumRetryAttempts: 2')}
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', attempts: 3, fate: 'lost' }],
  },
  'with a destination Lambda stops after ten retries by itself': {
    resources: `
      ${cluster}
      Bucket: { Type: AWS::S3::Bucket }
      ${mapping(destination)}
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', attempts: 11, fate: 'kept', keptIn: ['Bucket'], keptAs: 'payload', because: '10 retries' }],
  },
  'limits and a destination': {
    resources: `
      ${cluster}
      Queue: { Type: AWS::SQS::Queue }
      ${mapping(`MaximumRetryAttempts: 4
          DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } }`)}
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', attempts: 5, fate: 'kept', keptIn: ['Queue'], keptAs: 'pointer' }],
  },
  'a topic of the same cluster as destination, for provisioned pollers': {
    resources: `
      ${cluster}
      ${mapping(`ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2 }
          MaximumRetryAttempts: 3
          DestinationConfig: { OnFailure: { Destination: 'kafka://orders-failed' } }`)}
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', fate: 'kept', keptIn: ['kafka://orders-failed'], keptAs: 'payload' }],
  },
  'a cluster of another app': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: arn:aws:kafka:eu-west-1:111111111111:cluster/orders/1
          FunctionName: !Ref Fn
          Topics: [orders]
          StartingPosition: LATEST
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', triggers: ['Mapping'], fate: 'blocks' }],
  },
  'self-managed clusters have their own source': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['broker:9092'] } }
          FunctionName: !Ref Fn
          Topics: [orders]
          StartingPosition: LATEST
    `,
    paths: [],
  },
});
