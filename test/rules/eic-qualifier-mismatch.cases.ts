import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const rule = (stack: Stack, target: lambda.IFunction) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(target)] });
const failed = (stack: Stack) => ({ onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) });
const live = (handler: lambda.Function) => new lambda.Alias(handler, 'Live', { aliasName: 'live', version: handler.currentVersion });

export default ruleCases('eic-qualifier-mismatch', {
  fires: {
    'M14: the destination is on $LATEST, the alias is invoked': { app: (stack) => rule(stack, live(fn(stack, 'Fn', failed(stack)))), at: 'FnEventInvokeConfig', says: /\$LATEST.*Fn\/Live/ },
    'M14: the destination is on the alias, the function is invoked': {
      app: (stack) => {
        const handler = fn(stack);
        live(handler).configureAsyncInvoke(failed(stack));
        rule(stack, handler);
      },
      at: 'FnLiveEventInvokeConfig', says: /invokes \$LATEST/,
    },
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
  },
  silent: {
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
