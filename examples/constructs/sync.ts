import { App, Duration, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Distribution, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ListenerAction, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { DeadLetterQueue, SyncCaller, SyncFunction, SyncTrigger } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const node = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });') };
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];

// Two methods of a REST API, one function: the alarms are made once.
const orders = new RestApi(stack, 'Api').root.addResource('orders');
const manageOrders = new Function(stack, 'ManageOrders', { ...node, timeout: Duration.seconds(20) });
for (const method of ['GET', 'POST']) new SyncTrigger(stack, `Orders${method}`, { function: manageOrders, caller: SyncCaller.restApi(orders, method), alarmActions });

// A route of an HTTP API, and a URL for an alias.
new SyncFunction(stack, 'FindOrder', { ...node, caller: SyncCaller.httpApi(new HttpApi(stack, 'Search'), '/find', { methods: [HttpMethod.GET] }), alarmActions });
new SyncTrigger(stack, 'Download', { function: new Function(stack, 'Invoice', node).addAlias('live'), caller: SyncCaller.functionUrl(), alarmActions });

// A task with retries, a timeout and a catch.
const { trigger: charge } = new SyncFunction(stack, 'ChargeCard', { ...node, timeout: Duration.minutes(1), caller: SyncCaller.stepFunctions({ onError: new Pass(stack, 'Refund') }), alarmActions });
charge.watchStateMachine(new StateMachine(stack, 'Checkout', { definitionBody: DefinitionBody.fromChainable(charge.task) }));

// A task of an express workflow, of which AWS keeps nothing: what fails is in a queue.
const { trigger: rate } = new SyncFunction(stack, 'RateOrder', { ...node, caller: SyncCaller.stepFunctions({ deadLetterQueue: new DeadLetterQueue(stack, 'Unrated', { alarmActions }) }), alarmActions });
rate.watchStateMachine(new StateMachine(stack, 'Ratings', { definitionBody: DefinitionBody.fromChainable(rate.task), stateMachineType: StateMachineType.EXPRESS }));

// A custom resource whose failed requests are kept.
new SyncFunction(stack, 'Migration', { ...node, timeout: Duration.minutes(2), caller: SyncCaller.customResource({ resourceType: 'Custom::Migration', properties: { schema: 3 } }), alarmActions });

// A path of a load balancer.
const listener = new ApplicationLoadBalancer(stack, 'Balancer', { vpc: new Vpc(stack, 'Vpc') }).addListener('Http', { port: 80, defaultAction: ListenerAction.fixedResponse(404) });
new SyncFunction(stack, 'Status', { ...node, caller: SyncCaller.alb(listener, 'Status', { priority: 1, conditions: [ListenerCondition.pathPatterns(['/status'])] }), alarmActions });

// A function at CloudFront, which has to be in us-east-1.
const edge = new Stack(app, 'Edge', { env: { region: 'us-east-1' } });
const { trigger: headers } = new SyncFunction(edge, 'Headers', { ...node, caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_RESPONSE) });
headers.watchDistribution(new Distribution(edge, 'Site', { defaultBehavior: { origin: new HttpOrigin('example.com'), edgeLambdas: [headers.edgeLambda] } }));

app.synth();
