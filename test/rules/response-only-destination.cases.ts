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

const yaml = (pattern: string, types = 'Lambda Function Invocation Result - Failure', target = '!GetAtt Fn.Arn') => `
Parameters: { Later: { Type: String } }
Resources:
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { detail-type: [${types}], ${pattern} }, Targets: [{ Id: fn, Arn: ${target} }] } }${fnYaml()}`;

export default ruleCases('response-only-destination', {
  fires: {
    'M29: the rule of LambdaDestination with responseOnly': {
      app: (stack) => fn(stack, 'Fn', { onSuccess: new destinations.LambdaDestination(fn(stack, 'Next'), { responseOnly: true }) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'Fn', says: /only from the source lambda and only of \$LATEST/,
    },
    'results go to a queue, and the pattern names the function': { template: queued('source: [lambda], resources: [!GetAtt Fn.Arn]', 'MaximumRetryAttempts: 1'), at: 'Rule', says: /only from the source lambda/ },
    'results go to a queue, of whoever sends them to the bus': { template: queued('source: [lambda]'), at: 'Rule' },
    'only one of the two sources': { template: yaml('source: [aws.lambda]'), at: 'Rule', says: /^Rule picks up results of a function only from the source aws\.lambda\. .*Set source: \[lambda, aws\.lambda\]/, property: 'EventPattern' },
    'only the other of the two sources': { template: yaml('source: [lambda]'), at: 'Rule', says: /only from the source lambda\./ },
    'both sources, of $LATEST only': { template: yaml('source: [lambda, aws.lambda], resources: [!Sub "${Fn.Arn}:$LATEST"]'), at: 'Rule', says: /^Rule picks up results of a function only of \$LATEST, not of aliases and versions\./ },
    'any source, of $LATEST only': { template: yaml('resources: [!Sub "${Fn.Arn}:$LATEST"]'), at: 'Rule', says: /results of a function only of \$LATEST/ },
    'one of several types of events': { template: yaml('source: [lambda, shop]', 'Order Placed, Lambda Function Invocation Result - Success'), at: 'Rule', says: /only from the source lambda, shop\./ },
    'a type of events that is known at deployment, and results': { template: yaml('source: [lambda]', '!Ref Later, Lambda Function Invocation Result - Failure'), at: 'Rule' },
    'results go to a queue, of functions that the pattern names by how they begin': { template: queued('source: [lambda], resources: [{ prefix: !GetAtt Fn.Arn }]'), at: 'Rule' },
  },
  silent: {
    'nobody here sends results': { template: queued('source: [lambda]', 'MaximumRetryAttempts: 1') },
    'any source': { template: yaml('account: ["111122223333"]') },
    'both sources, and aliases too': { template: yaml('source: [lambda, aws.lambda], resources: [!Sub "${Fn.Arn}:$LATEST", !Sub "${Fn.Arn}:live"]') },
    'a source that is known at deployment': { template: yaml('source: [lambda, !Ref Later]') },
    'only one source of other events': { template: yaml('source: [lambda]', 'Something Else') },
    'a rule for both sources and all qualifiers': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        eventPattern: { source: ['lambda', 'aws.lambda'], detailType: ['Lambda Function Invocation Result - Failure'] }, targets: [new targets.LambdaFunction(fn(stack))],
      }),
    },
    'a rule for something else': { app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.s3'] }, targets: [new targets.LambdaFunction(fn(stack))] }) },
    'nobody here sends results to a bus': { template: queued('source: [lambda]', 'DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }') },
  },
});
