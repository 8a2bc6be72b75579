import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DocumentDbFullDocument, DocumentDbTrigger, DocumentDbTriggeredFunction } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
// Nothing keeps an event on which the function fails, so it catches errors itself and stores such events.
const code = Code.fromInline('exports.handler = async ({ events }) => { for (const event of events) try { await ship(event); } catch (error) { await store(event, error); } };');
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];
const cluster = {
  clusterArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:shop', secret: Secret.fromSecretNameV2(stack, 'Credentials', 'docdb'),
  databaseName: 'shop', changeStreamRetention: Duration.days(3),
};

new DocumentDbTriggeredFunction(stack, 'ShipOrder', {
  runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions, ...cluster,
  collectionName: 'orders', fullDocument: DocumentDbFullDocument.UPDATE_LOOKUP,
});

// A function that exists, behind an alias, and the whole database.
const audit = new Function(stack, 'Audit', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
new DocumentDbTrigger(stack, 'Changes', { function: audit.addAlias('live'), alarmActions, ...cluster });

app.synth();
