import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (props: (stack: Stack) => Partial<lambda.FunctionProps>) => (stack: Stack) =>
  void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(fn(stack, 'Fn', props(stack)))] });

/** A configuration without a destination. */
const yaml = (qualifier: string, trigger: string) => `
Resources:
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${qualifier}, MaximumRetryAttempts: 0 } }
  Trigger: { ${trigger} }${fnYaml()}`;

export default ruleCases('eic-without-onfailure', {
  fires: {
    'M13: fewer retries, no destination': { app: app(() => ({ retryAttempts: 0 })), at: 'FnEventInvokeConfig' },
    'M13: only an on-success destination': { app: app((stack) => ({ onSuccess: new destinations.SqsDestination(new sqs.Queue(stack, 'Done')) })), at: 'FnEventInvokeConfig' },
  },
  silent: {
    'an on-failure destination': { app: app((stack) => ({ retryAttempts: 0, onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) })) },
    'a dead-letter queue beside it': { app: app(() => ({ retryAttempts: 0, deadLetterQueueEnabled: true })) },
    'no configuration at all': { app: app(() => ({})) },
    'a configuration for what is not invoked, which is another rule': { template: yaml('live', 'Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: fn, Arn: !GetAtt Fn.Arn }] }') },
    'a custom resource, whose failure CloudFormation hears of': { template: yaml('$LATEST', 'Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Fn.Arn }') },
  },
});
