import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const rule = (stack: Stack, target: lambda.IFunction, deadLetterQueue?: sqs.IQueue) =>
  void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(target, { deadLetterQueue })] });
const live = (handler: lambda.Function) => new lambda.Alias(handler, 'Live', { aliasName: 'live', version: handler.currentVersion });

const yaml = (properties: string, target = '!GetAtt Fn.Arn', more = '') => `
Resources:
  Failed: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: fn, Arn: ${target} }] } }
${more}${fnYaml(properties)}`;

export default ruleCases('async-no-dlq-or-destination', {
  fires: {
    'M13: an EventBridge target without any net': { app: (stack) => rule(stack, fn(stack)), at: 'Fn' },
    'M21: an SNS subscription with a redrive policy, the function without a net': {
      app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })),
      at: 'Fn',
    },
    'a target dead-letter queue does not catch the function\'s own errors': { app: (stack) => rule(stack, fn(stack), new sqs.Queue(stack, 'Dlq')), at: 'Fn' },
    'M28: the function that is the on-failure destination has no net itself': {
      app: (stack) => rule(stack, fn(stack, 'Fn', { onFailure: new destinations.LambdaDestination(fn(stack, 'Mender')) })), at: 'Mender',
    },
    'M45: an archive keeps all events, not the failed ones': {
      app: (stack) => {
        rule(stack, fn(stack));
        new events.Archive(stack, 'Archive', { sourceEventBus: events.EventBus.fromEventBusName(stack, 'Bus', 'default'), eventPattern: { source: ['shop'] } });
      },
      at: 'Fn',
    },
    'the alias is invoked: the fix names it': { app: (stack) => rule(stack, live(fn(stack))), at: 'Fn', says: /configureAsyncInvoke.*Fn\/Live/ },
    'a durable function, which has no destinations': { template: yaml('DurableConfig: { ExecutionTimeout: 60 }', '!Ref Version'), at: 'Fn', says: /Set DeadLetterConfig: .* on Fn: a durable function has no destinations/ },
  },
  silent: {
    'an on-failure destination': { app: (stack) => rule(stack, fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) })) },
    'a dead-letter queue on the function': { app: (stack) => rule(stack, fn(stack, 'Fn', { deadLetterQueueEnabled: true })) },
    'a dead-letter queue holds for the alias too': { app: (stack) => rule(stack, live(fn(stack, 'Fn', { deadLetterQueueEnabled: true }))) },
    'the destination is on the invoked alias': {
      app: (stack) => {
        const alias = live(fn(stack));
        alias.configureAsyncInvoke({ onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) });
        rule(stack, alias);
      },
    },
    'nothing invokes it': { app: (stack) => void fn(stack) },
    'a dead-letter queue that cannot take it, which is another rule': { template: yaml('DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }') },
    'a destination for what is not invoked, which is another rule': { template: yaml('', '!GetAtt Fn.Arn', '  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }') },
    'a custom resource, whose failure CloudFormation hears of': { template: yaml('', '!GetAtt Failed.Arn', '  Seed: { Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Fn.Arn } }') },
  },
});
