import { Duration, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule, Schedule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Alias, Function } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { failedEvents } from './failed-events';
import { handler } from './handler';

/** The shop's front: an API, and two asynchronous jobs. */
export class CheckoutStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const failed = failedEvents(this);

    // Right: the browser sees the error; nothing else is needed.
    const checkout = new Function(this, 'Checkout', handler);
    new HttpApi(this, 'Api', { defaultIntegration: new HttpLambdaIntegration('Checkout', checkout) });

    // Right: both hand-overs have a net, EventBridge to Lambda and Lambda to the code.
    const report = new Function(this, 'NightlyReport', { ...handler, onFailure: new SqsDestination(failed) });
    new Rule(this, 'Nightly', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(report, { deadLetterQueue: failed, event: RuleTargetInput.fromObject({ job: 'nightly-report' }) })],
    });

    // Wrong: the destination is on $LATEST, but the rule invokes the alias.
    const fraud = new Function(this, 'FraudCheck', { ...handler, onFailure: new SqsDestination(failed) });
    const live = new Alias(this, 'FraudCheckLive', { aliasName: 'live', version: fraud.currentVersion });
    new Rule(this, 'OrderPlaced', { eventPattern: { source: ['shop.checkout'] }, targets: [new LambdaFunction(live, { deadLetterQueue: failed })] });
  }
}
