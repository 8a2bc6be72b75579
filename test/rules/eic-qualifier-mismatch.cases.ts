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
  },
  silent: {
    'a version that may have the number': { template: version("'3'") },
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
  },
});
