import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

/** Results of `Fn` on a bus, and a rule that puts some of them into a queue. */
const queued = (pattern: string, destination = 'DestinationConfig: { OnFailure: { Destination: !GetAtt Bus.Arn } }') => `
Resources:
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: results } }
  Failed: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, ${destination} } }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: { detail-type: [Lambda Function Invocation Result - Failure], ${pattern} }
      Targets: [{ Id: failed, Arn: !GetAtt Failed.Arn }]${fnYaml()}`;

export default ruleCases('response-only-destination', {
  fires: {
    'M29: the rule of LambdaDestination with responseOnly': {
      app: (stack) => fn(stack, 'Fn', { onSuccess: new destinations.LambdaDestination(fn(stack, 'Next'), { responseOnly: true }) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'Fn', says: /only from the source lambda and only of \$LATEST/,
    },
    'results go to a queue, and the pattern names the function': { template: queued('source: [lambda], resources: [!GetAtt Fn.Arn]', 'MaximumRetryAttempts: 1'), at: 'Rule', says: /only from the source lambda/ },
    'results go to a queue, of whoever sends them to the bus': { template: queued('source: [lambda]'), at: 'Rule' },
  },
  silent: {
    'nobody here sends results': { template: queued('source: [lambda]', 'MaximumRetryAttempts: 1') },
    'a rule for both sources and all qualifiers': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        eventPattern: { source: ['lambda', 'aws.lambda'], detailType: ['Lambda Function Invocation Result - Failure'] }, targets: [new targets.LambdaFunction(fn(stack))],
      }),
    },
    'a rule for something else': { app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.s3'] }, targets: [new targets.LambdaFunction(fn(stack))] }) },
  },
});
