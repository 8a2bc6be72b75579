import { sourceContract } from '../support/source-contract';

const stream = (...configuration: string[]) => `Stream:
        Type: AWS::KinesisFirehose::DeliveryStream
        Properties:
          ExtendedS3DestinationConfiguration:
            BucketARN: arn:aws:s3:::orders
            RoleARN: arn:aws:iam::111111111111:role/firehose
            ProcessingConfiguration: { ${configuration.join(', ')} }`;
const lambda = (...parameters: string[]) => `Processors: [{ Type: Lambda, Parameters: [${['{ ParameterName: LambdaArn, ParameterValue: !GetAtt Fn.Arn }', ...parameters].join(', ')}] }]`;

sourceContract('firehose-transform', {
  'four tries, then the bucket of the stream': {
    resources: stream('Enabled: true', lambda()),
    paths: [{ fn: 'Fn', kind: 'sync-firehose', mode: 'sync', triggers: ['Stream'], qualifier: '$LATEST', attempts: 4, fate: 'caller', because: 'processing-failed/' }],
  },
  'another number of retries, in another kind of destination': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      Stream:
        Type: AWS::KinesisFirehose::DeliveryStream
        Properties:
          HttpEndpointDestinationConfiguration:
            EndpointConfiguration: { Url: 'https://example.com' }
            S3Configuration: { BucketARN: 'arn:aws:s3:::orders', RoleARN: arn }
            ProcessingConfiguration:
              Enabled: true
              Processors:
                - Type: Lambda
                  Parameters: [{ ParameterName: NumberOfRetries, ParameterValue: '1' }, { ParameterName: LambdaArn, ParameterValue: !Ref Live }]
    `,
    paths: [{ fn: 'Fn', kind: 'sync-firehose', triggers: ['Stream'], qualifier: 'live', attempts: 2, fate: 'caller' }],
  },
  'retries that are chosen at deployment': {
    template: `
      Parameters: { Retries: { Type: String } }
      Resources:
        ${stream('Enabled: true', lambda('{ ParameterName: NumberOfRetries, ParameterValue: !Ref Retries }')).replaceAll('\n', '\n  ')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-firehose', attempts: 'unknown', fate: 'caller' }],
  },
  'processing that is switched off': {
    resources: stream('Enabled: false', lambda()),
    paths: [],
  },
  'processing without a function': {
    resources: stream('Enabled: true', 'Processors: [{ Type: AppendDelimiterToRecord, Parameters: [{ ParameterName: Delimiter, ParameterValue: x }] }]'),
    paths: [],
  },
  'processing that is not said to be switched off': {
    resources: stream(lambda()),
    paths: [{ fn: 'Fn', kind: 'sync-firehose', fate: 'caller' }],
  },
});
