import { Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { fn, fnYaml, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { onKinesis } from '../support/streams';

const scheduled = (stack: Stack, target: ReturnType<typeof fn>) =>
  void new events.Rule(stack, 'Rule', { schedule: events.Schedule.expression('rate(1 hour)'), targets: [new targets.LambdaFunction(target)] });

const yaml = (trigger: string) => `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
${trigger}${fnYaml('DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }')}`;

const feed = '  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, StartingPosition: LATEST } }';

export default ruleCases('function-dlq-unused', {
  fires: {
    'M1: a polled function with a dead-letter queue': {
      app: (stack) => fn(stack, 'Fn', { deadLetterQueueEnabled: true }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))),
      at: 'Fn', says: /Orders is polled.*Set deadLetterQueue: .* on Orders instead/, property: 'DeadLetterConfig',
    },
    'M1: a polled function with a destination': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))),
      at: 'FnEventInvokeConfig',
    },
    'a function that reads a stream': { app: onKinesis({}, { deadLetterQueueEnabled: true }), at: 'Fn', says: /Clicks is polled.*Set onFailure: .* on the event source/ },
    'a function behind an API': {
      app: (stack) => void new apigw.LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { deadLetterQueueEnabled: true }), cloudWatchRole: false }),
      at: 'Fn', says: /the caller waits.*Remove it, or handle/,
    },
    'a queue in a template': { template: yaml(`  Orders: { Type: AWS::SQS::Queue }\n${feed}`), at: 'Fn', says: /Orders is polled\. .* Set RedrivePolicy: .* on Orders instead, and remove this one\.$/ },
    'a stream in a template': { template: yaml(`  Orders: { Type: AWS::Kinesis::Stream }\n${feed}`), at: 'Fn', says: /Orders is polled\. .* Set DestinationConfig: .* on Mapping instead, and remove this one\.$/ },
    'a URL in a template': { template: yaml('  Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Fn, AuthType: NONE } }'), at: 'Fn', says: /the caller waits for the answer\. .* Remove it, or handle the error/ },
    'what the provider framework calls, which waits': { app: (stack) => void new Provider(stack, 'Provider', { onEventHandler: fn(stack, 'Fn', { deadLetterQueueEnabled: true }) }), at: 'Fn', says: /the caller waits/ },
  },
  silent: {
    'a custom resource, whose function CloudFormation invokes asynchronously': { template: yaml('  Custom: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Fn.Arn } }') },
    'a macro': { template: yaml('  Macro: { Type: AWS::CloudFormation::Macro, Properties: { Name: thing, FunctionName: !GetAtt Fn.Arn } }') },
    'an action of a pipeline': {
      template: yaml('  Pipeline: { Type: AWS::CodePipeline::Pipeline, Properties: { RoleArn: "arn:aws:iam::111122223333:role/p", Stages: [ { Name: s, Actions: [ { Name: a, ActionTypeId: { Category: Invoke, Owner: AWS, Provider: Lambda, Version: "1" }, Configuration: { FunctionName: !Ref Fn } } ] } ] } }'),
    },
    'a polled function without either': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))) },
    'an asynchronous function': { app: (stack) => scheduled(stack, fn(stack, 'Fn', { deadLetterQueueEnabled: true })) },
    'polled, but also invoked asynchronously': {
      app: (stack) => {
        const handler = fn(stack, 'Fn', { deadLetterQueueEnabled: true });
        handler.addEventSource(new sources.SqsEventSource(queueWithDlq(stack)));
        scheduled(stack, handler);
      },
    },
    'nothing in the app invokes it': { app: (stack) => void fn(stack, 'Fn', { deadLetterQueueEnabled: true }) },
    'polled, and handed to a state machine whose definition is elsewhere': {
      template: yaml(`  Orders: { Type: AWS::SQS::Queue }\n${feed}\n  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: "arn:aws:iam::111122223333:role/machine", DefinitionS3Location: { Bucket: code, Key: key }, DefinitionSubstitutions: { charge: !GetAtt Fn.Arn } } }`),
    },
  },
});
