import { sourceContract } from '../support/source-contract';

const behaviour = (...associations: string[]) => `{ TargetOriginId: site, ViewerProtocolPolicy: https-only, ${associations.join(', ')} }`;
const edge = (event: string, version: string) => `LambdaFunctionAssociations: [{ EventType: ${event}, LambdaFunctionARN: !Ref ${version} }]`;
const distribution = (...behaviours: string[]) => `Distribution:
        Type: AWS::CloudFront::Distribution
        Properties: { DistributionConfig: { Enabled: true, ${behaviours.join(', ')} } }`;

sourceContract('lambda-edge', {
  'a version on the default behaviour': {
    resources: `
      Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
      ${distribution(`DefaultCacheBehavior: ${behaviour(edge('viewer-request', 'Version'))}`)}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-edge', mode: 'sync', triggers: ['Distribution'], qualifier: 'Stack/Version', attempts: 1, fate: 'caller', because: 'viewer', callerTimeout: 5, origin: 'Distribution' }],
  },
  'further behaviours: a version is found once': {
    resources: `
      Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
      Images: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ImagesVersion: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Images } }
      ${distribution(`DefaultCacheBehavior: ${behaviour(edge('viewer-request', 'Version'))}`, `CacheBehaviors: [${behaviour('PathPattern: /a', edge('origin-request', 'ImagesVersion'))}, ${behaviour('PathPattern: /b', edge('origin-response', 'Version'))}]`)}
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-edge', triggers: ['Distribution'], fate: 'caller', callerTimeout: 5 },
      { fn: 'Images', kind: 'sync-edge', triggers: ['Distribution'], fate: 'caller', callerTimeout: 30 },
    ],
  },
  'CloudFront Functions are no Lambda functions': {
    resources: `
      Rewrite: { Type: AWS::CloudFront::Function, Properties: { Name: rewrite, AutoPublish: true, FunctionCode: x, FunctionConfig: { Comment: x, Runtime: cloudfront-js-2.0 } } }
      ${distribution(`DefaultCacheBehavior: ${behaviour('FunctionAssociations: [{ EventType: viewer-request, FunctionARN: !GetAtt Rewrite.FunctionMetadata.FunctionARN }]')}`)}
    `,
    paths: [],
  },
});
