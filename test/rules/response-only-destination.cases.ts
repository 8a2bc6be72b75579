import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

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
    'only one of the two sources': { template: yaml('source: [aws.lambda]'), at: 'Rule', says: /^Rule picks up results of a function only from the source aws\.lambda\. .*Set source: \[lambda, aws\.lambda\]/, property: 'EventPattern' },
    'only the other of the two sources': { template: yaml('source: [lambda]'), at: 'Rule', says: /only from the source lambda\./ },
    'both sources, of $LATEST only': { template: yaml('source: [lambda, aws.lambda], resources: [!Sub "${Fn.Arn}:$LATEST"]'), at: 'Rule', says: /^Rule picks up results of a function only of \$LATEST, not of aliases and versions\./ },
    'any source, of $LATEST only': { template: yaml('resources: [!Sub "${Fn.Arn}:$LATEST"]'), at: 'Rule', says: /results of a function only of \$LATEST/ },
    'successes, for something else than a function': { template: yaml('source: [lambda]', 'Lambda Function Invocation Result - Success', 'arn:aws:sqs:eu-west-1:111122223333:other'), at: 'Rule', says: /only from the source lambda/ },
    'one of several types of events': { template: yaml('source: [lambda, shop]', 'Order Placed, Lambda Function Invocation Result - Success'), at: 'Rule', says: /only from the source lambda, shop\./ },
  },
  silent: {
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
  },
});
