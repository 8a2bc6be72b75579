import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fn, waiting } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const machine = (stack: Stack, chain: sfn.IChainable) => void new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });

export default ruleCases('sfn-no-retry', {
  fires: {
    'a task without any retry': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false })), at: 'Machine', says: /Charge of Machine.* calls Fn.*retryOnServiceExceptions/s },
    'a task of a distributed map': {
      app: (stack) => machine(stack, new sfn.DistributedMap(stack, 'Each').itemProcessor(new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false }))), at: 'Machine',
    },
    'a task that catches what it fails on': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false }).addCatch(new sfn.Pass(stack, 'Refund'))), at: 'Machine', says: /\. one passing error of Lambda fails the task, and the event goes to its Catch\./ },
    'two tasks, of which one catches': {
      app: (stack) => {
        const handler = fn(stack);
        const [first, second] = ['Charge', 'Ship'].map((id) => new tasks.LambdaInvoke(stack, id, { lambdaFunction: handler, retryOnServiceExceptions: false }));
        machine(stack, first.addCatch(new sfn.Pass(stack, 'Refund')).next(second));
      },
      at: 'Machine', says: /^Charge, Ship of Machine call Fn (?!.*Catch)/s,
    },
  },
  silent: {
    'the retries that CDK adds by default': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) })) },
    'an asynchronous call': { app: (stack) => machine(stack, new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), retryOnServiceExceptions: false, invocationType: tasks.LambdaInvocationType.EVENT })) },
    'the provider framework, which is no state machine': { template: waiting },
  },
});
