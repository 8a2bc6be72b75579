import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const distribute = (stack: Stack, props: Partial<lambda.FunctionProps>) => void new cloudfront.Distribution(stack, 'Site', {
  defaultBehavior: {
    origin: new origins.HttpOrigin('example.com'),
    edgeLambdas: [{ functionVersion: fn(stack, 'Fn', props).currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST }],
  },
});

/** Templates may name what CDK does not let through. */
const yaml = (named: string, properties = '') => `
Resources:
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version, Name: live } }
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [ { Id: a, DomainName: example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } } ]
        DefaultCacheBehavior: { TargetOriginId: a, ViewerProtocolPolicy: allow-all, LambdaFunctionAssociations: [ { EventType: origin-request, LambdaFunctionARN: ${named} } ] }${fnYaml(properties)}`;

export default ruleCases('edge-unsupported', {
  fires: {
    'a dead-letter queue, tracing and arm64': {
      app: (stack) => distribute(stack, { deadLetterQueueEnabled: true, tracing: lambda.Tracing.ACTIVE, architecture: lambda.Architecture.ARM_64 }), at: 'Fn', says: /a dead-letter queue(.|\n)*X-Ray(.|\n)*arm64/,
    },
    'the function itself': { template: yaml('!GetAtt Fn.Arn'), at: 'Site', says: /names Fn without a version/ },
    'an alias': { template: yaml('!Ref Alias'), at: 'Site', says: /names Fn without a version/ },
    'a VPC': { template: yaml('!Ref Version', 'VpcConfig: { SubnetIds: [ subnet-1 ] }'), at: 'Fn', says: /has a VPC/, property: 'VpcConfig' },
    'layers': { template: yaml('!Ref Version', 'Layers: [ "arn:aws:lambda:us-east-1:111122223333:layer:tools:1" ]'), at: 'Fn', says: /has layers/, property: 'Layers' },
    'a container image': { template: yaml('!Ref Version', 'PackageType: Image'), at: 'Fn', says: /has a container image/, property: 'PackageType' },
    'reserved concurrency': { app: (stack) => distribute(stack, { reservedConcurrentExecutions: 10 }), at: 'Fn' },
  },
  silent: {
    'a VPC without subnets': { template: yaml('!Ref Version', 'VpcConfig: { SubnetIds: [] }') },
    'a plain function': { app: (stack) => distribute(stack, {}) },
    'a function that is not at the edge': { app: (stack) => void fn(stack, 'Fn', { tracing: lambda.Tracing.ACTIVE }) },
    'a version by its number': { template: yaml('!Sub "${Fn.Arn}:3"') },
  },
});
