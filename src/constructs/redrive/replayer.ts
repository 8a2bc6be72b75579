import { join } from 'node:path';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, determineLatestNodeRuntime, Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BindOptions, Bound } from './bound';
import { timeoutOf } from '../existing-function';

/** Plain JavaScript beside `src` and `lib`: it is part of the package as it stands. */
const code = join(__dirname, '..', '..', '..', 'replay');

/** Handed back by this function, whatever it is given: there is more time than any function has, and less would waste some. */
const timeout = Duration.minutes(15);

interface Replayer extends BindOptions {
  readonly handler: 'events' | 'kinesis' | 'dynamoDb' | 'objects';
  /** Whose events may be replayed. */
  readonly functions: readonly IFunction[];
  /** Whether it waits for the functions to end. */
  readonly waits: boolean;
  readonly environment: { readonly [name: string]: string };
}

/** A function that nothing triggers: it replays what lies in one place when somebody invokes it, and ends by itself. */
export function replayer(scope: Construct, { handler, functions, waits, environment, maxPerSecond, functionTimeout }: Replayer): Function {
  if (functions.length === 0) throw new Error(`${scope.node.path}: name the functions whose events are to be replayed; no other is invoked`);
  if (maxPerSecond > 100) throw new Error(`${scope.node.path}: maxPerSecond is ${maxPerSecond}; a replay function invokes one event after the other, 100 a second at most`);
  const spare = waits ? spareSeconds(scope, functions, functionTimeout) : 10;
  const stack = Stack.of(scope);
  const logGroup = new LogGroup(scope, 'Logs', { retention: RetentionDays.THREE_MONTHS });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: `Of the function of ${scope.node.path} that replays failed events` });
  logGroup.grantWrite(role);
  const replay = new Function(scope, 'Function', {
    runtime: determineLatestNodeRuntime(scope), code: Code.fromAsset(code, { exclude: ['tsconfig.json'] }), handler: `index.${handler}`,
    description: `Replays failed events when it is invoked: ${scope.node.path}`,
    role, logGroup, timeout, memorySize: 256,
    // Two at a time would be twice as fast as is allowed, and replay an object twice.
    reservedConcurrentExecutions: 1,
    environment: { ...environment, FUNCTIONS: stack.toJsonString(functions.map(({ functionArn }) => functionArn)), PER_SECOND: String(maxPerSecond), SPARE_SECONDS: String(spare) },
  });
  replay.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functions.map(({ functionArn }) => functionArn) }));
  accept(replay);
  return replay;
}

/** How long the last event may take: a run begins none that could not end. */
function spareSeconds(scope: Construct, functions: readonly IFunction[], assumed: Duration | undefined): number {
  const margin = 15;
  const longest = Math.max(...functions.map((fn) => (timeoutOf(fn) ?? assumed ?? Duration.seconds(timeout.toSeconds() / 2)).toSeconds()));
  if (longest + margin > timeout.toSeconds()) {
    throw new Error(`${scope.node.path}: a function of it may run for ${longest} s, but the replay function, which waits for it, ends after ${timeout.toSeconds()} s. Give the function ${timeout.toSeconds() - margin} s or less.`);
  }
  return longest + margin;
}

/** What rules for functions in general say of this one. */
function accept(replay: Function): void {
  const reasons = {
    'Serverless-LambdaTracing': 'what it does is in its answer and in its log; the functions that it invokes are traced as they are set to be',
    'Serverless-LambdaDLQ': 'a person invokes it and gets its answer; what it has not replayed stays where it was',
    'Serverless-LambdaAsyncFailureDestination': 'a person invokes it and gets its answer; what it has not replayed stays where it was',
  };
  for (const [id, reason] of Object.entries(reasons)) Validations.of(replay).acknowledge({ id, reason });
}

/** How to start it, and who may. */
export function onDemand(replay: Function): Bound {
  const command = (order: object) => `aws lambda invoke --region ${Stack.of(replay).region} --function-name ${replay.functionName} --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload '${JSON.stringify(order)}' /dev/stdout`;
  return {
    commands: { Look: command({ dryRun: true }), TryOne: command({ limit: 1 }), Start: command({}) },
    grant: (grantee) => Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [replay.functionArn] }),
    replayFunction: replay,
  };
}
