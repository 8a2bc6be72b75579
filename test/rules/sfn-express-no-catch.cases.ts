import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { SyncCaller, SyncTrigger } from '../../src';
import { fn, fnYaml, waiting } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const task = (stack: Stack, props: Partial<tasks.LambdaInvokeProps> = {}) => {
  const charge = new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack), ...props });
  charge.addRetry({ errors: ['Lambda.TooManyRequestsException'] });
  return charge;
};
const machine = (stack: Stack, chain: sfn.IChainable = task(stack), props: Partial<sfn.StateMachineProps> = {}) =>
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain), stateMachineType: sfn.StateMachineType.EXPRESS, ...props });

/** A rule that is right by itself: it starts the machine, and has a net for what it cannot start. */
const byRule = (stack: Stack, its: sfn.StateMachine) => void new events.Rule(stack, 'Paid', {
  eventPattern: { source: ['shop'] }, targets: [new targets.SfnStateMachine(its, { deadLetterQueue: new sqs.Queue(stack, 'NotStarted') })],
});

const logging = (stack: Stack, level: sfn.LogLevel, includeExecutionData: boolean) => ({ logs: { destination: new logs.LogGroup(stack, 'Log'), level, includeExecutionData } });

/** A machine that a rule starts, and what it logs. */
const logged = (how: string) => `
Parameters: { Later: { Type: String } }
Resources:
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: machine, Arn: !Ref Machine }] } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: arn:aws:iam::111122223333:role/machine
      LoggingConfiguration: { ${how} }
      Definition: { StartAt: Charge, States: { Charge: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } }${fnYaml()}`;

export default ruleCases('sfn-express-no-catch', {
  fires: {
    'a rule starts it, and nothing catches': { app: (stack) => byRule(stack, machine(stack)), at: 'Machine', says: /Paid starts Machine and does not wait, and nothing catches it when Fn fails in Charge/ },
    'a schedule starts it, and nothing catches': {
      app: (stack) => void new scheduler.Schedule(stack, 'Nightly', { schedule: scheduler.ScheduleExpression.rate(Duration.days(1)), target: new schedulerTargets.StepFunctionsStartExecution(machine(stack), {}) }), at: 'Machine', says: /Nightly starts Machine/,
    },
    'logs of errors do not have the input': { app: (stack) => byRule(stack, machine(stack, task(stack), logging(stack, sfn.LogLevel.ERROR, true))), at: 'Machine' },
    'logs without data do not have the input': { app: (stack) => byRule(stack, machine(stack, task(stack), logging(stack, sfn.LogLevel.ALL, false))), at: 'Machine' },
    'logs have no data unless it is said': { template: logged('Level: ALL'), at: 'Machine' },
    'nothing is logged unless it is said': { template: logged('IncludeExecutionData: true'), at: 'Machine' },
  },
  silent: {
    'the task catches': { app: (stack) => byRule(stack, machine(stack, task(stack).addCatch(new sfn.Pass(stack, 'Refund')))) },
    'the Parallel around it catches': { app: (stack) => byRule(stack, machine(stack, new sfn.Parallel(stack, 'Both').branch(task(stack)).addCatch(new sfn.Pass(stack, 'Refund')))) },
    'the Map around it catches': { app: (stack) => byRule(stack, machine(stack, new sfn.Map(stack, 'Each').itemProcessor(task(stack)).addCatch(new sfn.Pass(stack, 'Refund')))) },
    'a trigger with a queue for failed inputs': {
      app: (stack) => byRule(stack, machine(stack, new SyncTrigger(stack, 'Charge', { function: fn(stack), caller: SyncCaller.stepFunctions({ deadLetterQueue: new sqs.Queue(stack, 'Failed') }), withoutAlarms: 'a test' }).task)),
    },
    'a standard workflow has a history': { app: (stack) => byRule(stack, machine(stack, task(stack), { stateMachineType: sfn.StateMachineType.STANDARD })) },
    'everything is logged, with data': { app: (stack) => byRule(stack, machine(stack, task(stack), logging(stack, sfn.LogLevel.ALL, true))) },
    'whoever starts it may wait': { app: (stack) => void machine(stack) },
    'what is only queued rests elsewhere': { app: (stack) => byRule(stack, machine(stack, task(stack, { invocationType: tasks.LambdaInvocationType.EVENT }))) },
    'what is logged is known at deployment': { template: logged('Level: !Ref Later, IncludeExecutionData: true') },
    'the provider framework waits, too': { template: waiting },
  },
});
