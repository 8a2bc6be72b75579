import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('response-only-destination', {
  fires: {
    'M29: the rule of LambdaDestination with responseOnly': {
      app: (stack) => fn(stack, 'Fn', { onSuccess: new destinations.LambdaDestination(fn(stack, 'Next'), { responseOnly: true }) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'Fn', says: /only from the source lambda and only of \$LATEST/,
    },
  },
  silent: {
    'a rule for both sources and all qualifiers': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        eventPattern: { source: ['lambda', 'aws.lambda'], detailType: ['Lambda Function Invocation Result - Failure'] }, targets: [new targets.LambdaFunction(fn(stack))],
      }),
    },
    'a rule for something else': { app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.s3'] }, targets: [new targets.LambdaFunction(fn(stack))] }) },
  },
});
