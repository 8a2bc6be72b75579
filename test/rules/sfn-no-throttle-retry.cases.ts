import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const machine = (stack: Stack, chain: sfn.IChainable) => void new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });

const call = (stack: Stack, name: string, lambdaFunction: lambda.IFunction) => new tasks.LambdaInvoke(stack, name, { lambdaFunction });

export default ruleCases('sfn-no-throttle-retry', {
  fires: {
    'the retries that CDK adds by default leave throttling out': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) })), at: 'Machine', says: /Charge of Machine.* calls Fn/ },
    'two tasks that do not retry throttling, one of them with a Catch': {
      app: (stack) => {
        const failed = new sfn.Pass(stack, 'Failed');
        machine(stack, call(stack, 'Charge', fn(stack)).addCatch(failed).next(call(stack, 'Ship', fn(stack, 'Other'))));
      },
      at: 'Machine', says: /Ship of Machine/,
    },
    'a task with a Catch': { app: (stack) => machine(stack, call(stack, 'Charge', fn(stack)).addCatch(new sfn.Pass(stack, 'Failed'))), at: 'Machine', says: /fails the task, and the event goes to its Catch/ },
  },
  silent: {
    'a task without any retry has a rule of its own': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false })) },
    'throttling is retried': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) }).addRetry({ errors: ['Lambda.TooManyRequestsException'] })) },
    'everything is retried': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false }).addRetry({ errors: [sfn.Errors.ALL] })) },
    'an asynchronous call is not about the function': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), invocationType: tasks.LambdaInvocationType.EVENT })) },
  },
});
