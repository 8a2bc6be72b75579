import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const yaml = (target: string, properties = '', config = '') => `
Parameters: { Later: { Type: String } }
Resources:
  Dead: { Type: AWS::SQS::Queue }
  Failed: { Type: AWS::SQS::Queue }
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: fn, Arn: ${target} }] } }
${config}${fnYaml(`DeadLetterConfig: { TargetArn: !GetAtt Dead.Arn }\n${properties}`)}`;

export default ruleCases('dlq-behind-version', {
  fires: {
    'M15: an alias is invoked, and only the function has a net': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn(stack, 'Fn', { deadLetterQueueEnabled: true }).currentVersion }))),
      at: 'Live', says: /^Live of Fn is invoked, .* configureAsyncInvoke\(.*\) on Live\./s,
    },
    'an alias that is named by a text': { template: yaml('!Sub "${Fn.Arn}:live"'), at: 'Fn', says: /^live of Fn is invoked, and its failed events rest in Dead only if/ },
  },
  silent: {
    'the function itself is invoked': { app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack, 'Fn', { deadLetterQueueEnabled: true }))) },
    'the alias has a destination of its own': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(new lambda.Alias(stack, 'Live', {
        aliasName: 'live', version: fn(stack).currentVersion, onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')),
      }))),
    },
    'what is published of a function on managed instances': { template: yaml('!GetAtt Fn.Arn', 'CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn } }') },
    'an alias that is known at deployment, which may be $LATEST': { template: yaml('!Sub "${Fn.Arn}:${Later}"') },
    'the alias has a destination, and the function a dead-letter queue': { template: yaml('!Sub "${Fn.Arn}:live"', '', '  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }') },
  },
});
