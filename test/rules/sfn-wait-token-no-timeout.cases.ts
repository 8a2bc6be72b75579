import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const wait = (stack: Stack, props: Partial<tasks.LambdaInvokeProps> = {}) => void new sfn.StateMachine(stack, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(stack, 'Charge', {
    lambdaFunction: fn(stack), integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN, payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }), ...props,
  })),
});

export default ruleCases('sfn-wait-token-no-timeout', {
  fires: {
    'a task that waits for a token for ever': { app: (stack) => wait(stack), at: 'Machine', says: /waits for a token from Fn/ },
  },
  silent: {
    'with a timeout': { app: (stack) => wait(stack, { taskTimeout: sfn.Timeout.duration(Duration.hours(1)) }) },
    'with a heartbeat': { app: (stack) => wait(stack, { heartbeatTimeout: sfn.Timeout.duration(Duration.minutes(5)) }) },
    'a task that waits for the answer only': {
      app: (stack) => void new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack) })) }),
    },
    'with a timeout from the input': { app: (stack) => wait(stack, { taskTimeout: sfn.Timeout.at('$.seconds') }) },
    'with a heartbeat from the input': { app: (stack) => wait(stack, { heartbeatTimeout: sfn.Timeout.at('$.seconds') }) },
  },
});
