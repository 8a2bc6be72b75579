import { sourceContract } from '../support/source-contract';

const point = (...arns: string[]) => `Point:
        Type: AWS::S3ObjectLambda::AccessPoint
        Properties:
          ObjectLambdaConfiguration:
            SupportingAccessPoint: arn:aws:s3:eu-west-1:111111111111:accesspoint/plain
            TransformationConfigurations: [${arns.map((arn) => `{ Actions: [GetObject], ContentTransformation: { AwsLambda: { FunctionArn: ${arn} } } }`).join(', ')}]`;

sourceContract('s3-object-lambda', {
  'whoever reads the object sees the error': {
    resources: point('!GetAtt Fn.Arn'),
    paths: [{ fn: 'Fn', kind: 'sync-s3-object-lambda', mode: 'sync', triggers: ['Point'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'reads' }],
  },
  'transformations by several functions, each found once': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      ListFn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${point('!Ref Live', '!GetAtt ListFn.Arn', '!Ref Live')}
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-s3-object-lambda', triggers: ['Point'], qualifier: 'live', fate: 'caller' },
      { fn: 'ListFn', kind: 'sync-s3-object-lambda', triggers: ['Point'], fate: 'caller' },
    ],
  },
  'a function outside of the app': {
    resources: point('arn:aws:lambda:eu-west-1:111111111111:function:elsewhere'),
    paths: [],
  },
});
