import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const rule = (stack: Stack, target: lambda.IFunction) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(target)] });
const failed = (stack: Stack) => ({ onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) });
/** The alias is invoked, and has a destination; so is the function itself, by another trigger. */
function both(stack: Stack, props: Partial<lambda.FunctionProps>): void {
  const handler = fn(stack, 'Fn', props);
  const alias = live(handler);
  alias.configureAsyncInvoke(failed(stack));
  rule(stack, alias);
  handler.addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
}

const live = (handler: lambda.Function) => new lambda.Alias(handler, 'Live', { aliasName: 'live', version: handler.currentVersion });

/** A version without a number yet is invoked, and the destination is on a qualifier that is written down. */
const version = (qualifier: string) => `
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${qualifier}, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }
  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 hour), FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: !Ref Version, RoleArn: arn:aws:iam::111122223333:role/schedule } } }${fnYaml()}`;

const yaml = (qualifier: string, target: string, properties = '', more = '') => `
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version, Name: live } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, ${qualifier}, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: fn, Arn: ${target} }] } }${fnYaml(properties)}
${more}`;

export default ruleCases('eic-qualifier-mismatch', {
  fires: {
    'M14: the destination is on $LATEST, the alias is invoked': { app: (stack) => rule(stack, live(fn(stack, 'Fn', failed(stack)))), at: 'FnEventInvokeConfig', says: /\$LATEST.*Fn\/Live.*Call configureAsyncInvoke/, property: 'Qualifier', mends: 'AsyncFailures' },
    'M14: the destination is on the alias, the function is invoked': {
      app: (stack) => {
        const handler = fn(stack);
        live(handler).configureAsyncInvoke(failed(stack));
        rule(stack, handler);
      },
      at: 'FnLiveEventInvokeConfig', says: /invokes \$LATEST.*Set onFailure: new SqsDestination\(queue\) on the function itself/,
    },
    'a second trigger, which invokes what has neither destination nor dead-letter queue': { app: (stack) => both(stack, {}), at: 'FnLiveEventInvokeConfig', says: /invokes \$LATEST of Fn/ },
    'M14: name and alias put together by hand': {
      template: `
Resources:
  Failed: { Type: 'AWS::SQS::Queue' }
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: { Ref: Fn }, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Failed, Arn] } } } }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shop] }
      Targets: [ { Id: fn, Arn: { 'Fn::Sub': '\${Fn.Arn}:live' } } ]${fnYaml()}`,
      at: 'Config', says: /invokes live/,
    },
    'M14: the destination is on an alias by its name, a version is invoked': { template: version('live'), at: 'Config', says: /is for live, but Schedule invokes Version of Fn/ },
    'a configuration for an alias that nobody invokes, of a function with a dead-letter queue': { template: yaml('Qualifier: next', '!GetAtt Fn.Arn', 'DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }'), at: 'Config', says: /^Config is for next, but Rule invokes \$LATEST of Fn\. (?!an event on which the function keeps failing is dropped)/, property: 'Qualifier', mends: false },
    'a version is invoked': { template: yaml('Qualifier: $LATEST', '!Ref Version'), at: 'Config', says: /Config is for \$LATEST, but Rule invokes Version of Fn\. an event .* is dropped, as if there were no such configuration\. Add \{ Type: AWS::Lambda::EventInvokeConfig, .* Qualifier: !GetAtt Version\.Version,/, mends: 'AsyncFailures' },
    'an alias of the app is invoked': { template: yaml('Qualifier: $LATEST', '!Ref Alias'), at: 'Config', says: /but Rule invokes Alias of Fn.*Add \{ .* Qualifier: live, .*\}\./, mends: 'AsyncFailures' },
    'two configurations, of which nobody invokes one': { template: `${yaml('Qualifier: next', '!GetAtt Fn.Arn')}\n  Second: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: last, MaximumRetryAttempts: 0 } }`, at: 'Config', says: /Config is for next/ },
    'no trigger is seen': { template: yaml('Qualifier: live', 'arn:aws:sqs:eu-west-1:111122223333:other', '', '  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: s3.amazonaws.com } }'), at: 'Config', says: /but Permission invokes \$LATEST of Fn/ },
    'a configuration for an alias that is only waited for, of a function with a dead-letter queue': {
      template: yaml('Qualifier: live', '!GetAtt Fn.Arn', 'DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }', '  Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Fn, Qualifier: live, AuthType: NONE } }'), at: 'Config', says: /^Config is for Alias, but Rule invokes \$LATEST of Fn\./,
    },
    'M14: what is published of a function on managed instances is invoked': {
      app: (stack) => {
        const handler = fn(stack);
        (handler.node.defaultChild as lambda.CfnFunction).addPropertyOverride('CapacityProviderConfig', { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn' } });
        live(handler).configureAsyncInvoke(failed(stack));
        rule(stack, handler);
      },
      at: 'FnLiveEventInvokeConfig', says: /invokes \$LATEST\.PUBLISHED of Fn.*Set onFailure: new SqsDestination\(queue\) on the function itself/,
    },
  },
  silent: {
    'a version that may have the number': { template: version("'3'") },
    'of two configurations, one is for what is invoked': { template: `${yaml('Qualifier: next', '!GetAtt Fn.Arn')}\n  Second: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, MaximumRetryAttempts: 0 } }` },
    'the caller waits for the answer': { template: yaml('Qualifier: next', 'arn:aws:sqs:eu-west-1:111122223333:other', '', '  Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Fn, AuthType: NONE } }') },
    'a second trigger without a net, where the configuration of the first has no destination either': { template: `${yaml('Qualifier: live', '!Ref Alias').replace(/, DestinationConfig.*$/m, ' } }')}\n  Topic: { Type: AWS::SNS::Topic }\n  News: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }` },
    'a second trigger, which invokes what has a dead-letter queue': { app: (stack) => both(stack, { deadLetterQueue: new sqs.Queue(stack, 'Dead') }) },
    'the destination is on the invoked alias': {
      app: (stack) => {
        const alias = live(fn(stack));
        alias.configureAsyncInvoke(failed(stack));
        rule(stack, alias);
      },
    },
    'the destination is on the function, which is invoked': { app: (stack) => rule(stack, fn(stack, 'Fn', failed(stack))) },
    'a qualifier from a parameter may be the right one': {
      template: `
Parameters:
  Alias: { Type: String }
Resources:
  Failed: { Type: 'AWS::SQS::Queue' }
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: { Ref: Fn }, Qualifier: { Ref: Alias }, DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Failed, Arn] } } } }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shop] }
      Targets: [ { Id: fn, Arn: { 'Fn::Sub': '\${Fn.Arn}:live' } } ]${fnYaml()}`,
    },
    'a second trigger, which invokes what has a dead-letter queue that cannot take it': { template: `${yaml('Qualifier: live', '!Ref Alias', 'DeadLetterConfig: { TargetArn: !GetAtt Dead.Arn }')}\n  Dead: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }\n  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }` },
    'a custom resource, beside what the configuration is for': { template: `${yaml('Qualifier: live', '!Ref Alias')}\n  Seed: { Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Fn.Arn } }` },
  },
});
