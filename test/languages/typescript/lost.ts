import { App, Stack, Validations } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { FailOn, FailsafeChecks } from 'cdk-lambda-failsafe';

const app = new App();
Validations.of(app).addPlugins(new FailsafeChecks({ failOn: FailOn.ERROR }));
const stack = new Stack(app, 'Lost');
const charge = new Function(stack, 'Charge', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};') });
charge.addEventSource(new SqsEventSource(new Queue(stack, 'Payments')));
app.synth();
