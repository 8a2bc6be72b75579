import { Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { InstanceClass, InstanceSize, InstanceType, NatProvider, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Function, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine, StateMachineType, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { AsyncTrigger, SyncCaller, SyncFunction, SyncTrigger, VpcInternetFunction } from '../../../src';
import { hangs, throws } from '../handlers';
import { Calls, Scenarios } from '../scenario';
import { toBus, toFunction, toFunctionUrl, toRestApi } from '../sending';

const errors = 'https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html';

const api = (stack: Stack) => new RestApi(stack, 'Shop', { cloudWatchRole: false });

export const calls: Calls = {
  'a REST API': {
    proves: `The client gets the error, after one try, and nothing is kept: ${errors}`,
    app: (stack) => {
      const shop = api(stack);
      new SyncFunction(stack, 'ListOrders', { ...throws, caller: SyncCaller.restApi(shop.root, 'POST') });
      return toRestApi(shop);
    },
    answer: 502,
  },
  'a REST API, a function that runs out of time': {
    proves: `A timeout of the function is an error like others: ${errors}`,
    app: (stack) => {
      const shop = api(stack);
      new SyncFunction(stack, 'ListOrders', { ...hangs, caller: SyncCaller.restApi(shop.root, 'POST') });
      return toRestApi(shop);
    },
    answer: 502,
  },
  'a function URL': {
    proves: 'The client of a function URL gets the error, after one try, and nothing is kept: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html',
    app: (stack) => toFunctionUrl(new SyncFunction(stack, 'ListOrders', { ...throws, caller: SyncCaller.functionUrl({ authType: FunctionUrlAuthType.NONE }) })),
    answer: 502,
    notEmulated: 'the host of a function URL of LocalStack core cannot be found without a name server, and its gateway invokes nothing for it on loopback',
  },
  'a REST API, an alias with a destination': {
    proves: 'A destination is for asynchronous invocations: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    app: (stack) => {
      const live = new Function(stack, 'Fn', throws).addAlias('live');
      new AsyncTrigger(stack, 'Trigger', { function: live });
      const shop = api(stack);
      shop.root.addMethod('POST', new LambdaIntegration(live));
      return toRestApi(shop);
    },
    source: 'api-gateway-rest',
    answer: 502,
  },
};

const started = (stack: Stack, machine: StateMachine) => {
  const eventBus = new EventBus(stack, 'Bus');
  new Rule(stack, 'Rule', { eventBus, eventPattern: { source: ['shop.orders'] }, targets: [new SfnStateMachine(machine)] });
  return toBus('shop.orders', eventBus);
};

const failedOf = (stack: Stack) => stack.node.findChild('Failed');

export const stateMachines: Calls = {
  'a task with a dead-letter queue': {
    proves: 'What a task has failed on for good is caught, with input and error: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
    app: (stack) => {
      const { task } = new SyncTrigger(stack, 'Charge', { function: new Function(stack, 'ChargeCard', throws), caller: SyncCaller.stepFunctions({ deadLetterQueue: new Queue(stack, 'Failed') }) });
      return started(stack, new StateMachine(stack, 'Checkout', { definitionBody: DefinitionBody.fromChainable(task!) }));
    },
    source: 'step-functions',
    keeps: failedOf,
    notEmulated: 'LocalStack core downloads a Java of its own to evaluate JSONata',
  },
  'a task that tries again, and a state that catches': {
    proves: 'Retry tries the errors that it names MaxAttempts times more, and Catch goes on with input and error: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
    app: (stack) => {
      const onError = new SqsSendMessage(stack, 'Keep', { queue: new Queue(stack, 'Failed'), messageBody: TaskInput.fromJsonPathAt('$') });
      const caller = SyncCaller.stepFunctions({ onError, retry: { errors: ['States.TaskFailed'], interval: Duration.seconds(1), maxAttempts: 2 } });
      const { task } = new SyncTrigger(stack, 'Charge', { function: new Function(stack, 'ChargeCard', throws), caller });
      return started(stack, new StateMachine(stack, 'Checkout', { definitionBody: DefinitionBody.fromChainable(task!), stateMachineType: StateMachineType.EXPRESS }));
    },
    source: 'step-functions',
    keeps: failedOf,
  },
};

const inVpc = 'Lambda\'s own queue and destinations work the same for functions in a VPC: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html';

function inPrivateSubnets(stack: Stack, natGatewayProvider?: NatProvider): Function {
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 1, natGatewayProvider, restrictDefaultSecurityGroup: false });
  const fn = new VpcInternetFunction(stack, 'ChargeCard', { ...throws, vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } });
  new AsyncTrigger(stack, 'Trigger', { function: fn, processing: { retryAttempts: 1 } });
  return fn;
}

export const inNetworks: Scenarios = {
  'private subnets behind a NAT gateway': {
    proves: inVpc,
    app: (stack) => toFunction(inPrivateSubnets(stack)),
    notEmulated: 'LocalStack core makes no Elastic IP addresses, which NAT gateways need',
  },
  'private subnets behind a NAT instance': {
    proves: inVpc,
    app: (stack) => toFunction(inPrivateSubnets(stack, NatProvider.instanceV2({ instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.NANO) }))),
  },
};
