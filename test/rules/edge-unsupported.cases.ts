import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const distribute = (stack: Stack, props: Partial<lambda.FunctionProps>) => void new cloudfront.Distribution(stack, 'Site', {
  defaultBehavior: {
    origin: new origins.HttpOrigin('example.com'),
    edgeLambdas: [{ functionVersion: fn(stack, 'Fn', props).currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST }],
  },
});

export default ruleCases('edge-unsupported', {
  fires: {
    'a dead-letter queue, tracing and arm64': {
      app: (stack) => distribute(stack, { deadLetterQueueEnabled: true, tracing: lambda.Tracing.ACTIVE, architecture: lambda.Architecture.ARM_64 }), at: 'Fn', says: /a dead-letter queue(.|\n)*X-Ray(.|\n)*arm64/,
    },
    'reserved concurrency': { app: (stack) => distribute(stack, { reservedConcurrentExecutions: 10 }), at: 'Fn' },
  },
  silent: {
    'a plain function': { app: (stack) => distribute(stack, {}) },
    'a function that is not at the edge': { app: (stack) => void fn(stack, 'Fn', { tracing: lambda.Tracing.ACTIVE }) },
  },
});
