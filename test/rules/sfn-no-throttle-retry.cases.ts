import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fn, waiting } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const machine = (stack: Stack, chain: sfn.IChainable) => void new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });

export default ruleCases('sfn-no-throttle-retry', {
  fires: {
    'the retries that CDK adds by default leave throttling out': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) })), at: 'Machine', says: /Charge of Machine.* calls Fn/ },
    'a task that catches what it fails on': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) }).addCatch(new sfn.Pass(stack, 'Refund'))), at: 'Machine', says: /\. one busy second fails the task, and the event goes to its Catch\./ },
    'two tasks, of which one catches': {
      app: (stack) => {
        const handler = fn(stack);
        const [first, second] = ['Charge', 'Ship'].map((id) => new tasks.LambdaInvoke(stack, id, { lambdaFunction: handler }));
        machine(stack, first.addCatch(new sfn.Pass(stack, 'Refund')).next(second));
      },
      at: 'Machine', says: /^Charge, Ship of Machine call Fn (?!.*Catch)/s,
    },
  },
  silent: {
    'a task without any retry has a rule of its own': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false })) },
    'throttling is retried': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) }).addRetry({ errors: ['Lambda.TooManyRequestsException'] })) },
    'everything is retried': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false }).addRetry({ errors: [sfn.Errors.ALL] })) },
    'an asynchronous call is not about the function': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), invocationType: tasks.LambdaInvocationType.EVENT })) },
    'any failure of the task is retried': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false }).addRetry({ errors: [sfn.Errors.TASKS_FAILED] })) },
    'the provider framework, which is no state machine': { template: waiting },
  },
});
