import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const machine = (stack: Stack, chain: sfn.IChainable) => void new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });

const call = (stack: Stack, name: string, lambdaFunction: lambda.IFunction) => new tasks.LambdaInvoke(stack, name, { lambdaFunction, retryOnServiceExceptions: false });

export default ruleCases('sfn-no-retry', {
  fires: {
    'a task without any retry': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false })), at: 'Machine', says: /Charge of Machine.* calls Fn.*retryOnServiceExceptions/s },
    'a task of a distributed map': {
      app: (stack) => machine(stack, new sfn.DistributedMap(stack, 'Each').itemProcessor(new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false }))), at: 'Machine',
    },
    'two tasks without any retry, one of them with a Catch': {
      app: (stack) => {
        const failed = new sfn.Pass(stack, 'Failed');
        machine(stack, call(stack, 'Charge', fn(stack)).addCatch(failed).next(call(stack, 'Ship', fn(stack, 'Other'))));
      },
      at: 'Machine', says: /Ship of Machine/,
    },
    'a task with a Catch': { app: (stack) => machine(stack, call(stack, 'Charge', fn(stack)).addCatch(new sfn.Pass(stack, 'Failed'))), at: 'Machine', says: /fails the task, and the event goes to its Catch/ },
  },
  silent: {
    'the retries that CDK adds by default': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) })) },
    'an asynchronous call': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false, invocationType: tasks.LambdaInvocationType.EVENT })) },
  },
});
