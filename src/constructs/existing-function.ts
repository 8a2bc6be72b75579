import { CfnElement, Duration, Stack, Token } from 'aws-cdk-lib';
import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission, EventSourceMapping, IAlias, IEventSource, IFunction, IVersion, QualifiedFunctionBase } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { everyMinute } from './alarms';
import { tell } from '../plug/verify';

/** The resource behind a function of any kind, version or alias; undefined for one that is made elsewhere. */
export function resourceOf(fn: IFunction): CfnFunction | undefined {
  if (fn instanceof QualifiedFunctionBase) return resourceOf(fn.lambda);
  // Singleton functions are made in the stack; where permissions go is where the function is.
  return [fn.node, fn.permissionsNode].map(({ defaultChild }) => defaultChild).find((child): child is CfnFunction => child instanceof CfnFunction);
}

/** How long the function may run, three seconds if nobody said; undefined when that cannot be known here. */
export function timeoutOf(fn: IFunction): Duration | undefined {
  const resource = resourceOf(fn);
  if (!resource || Token.isUnresolved(resource.timeout)) return undefined;
  return Duration.seconds(resource.timeout ?? 3);
}

/** A metric that Lambda has by function, not by version or alias. */
export function functionMetric(fn: IFunction, metricName: string, options: MetricOptions = {}): Metric {
  return lambdaMetric(metricName, { FunctionName: unqualified(fn).functionName }, options);
}

/**
 * A metric that Lambda has for what was called: the function, a version or an alias. The metrics of `Version` in aws-cdk-lib
 * name the ARN as `Resource`, where Lambda writes name and version, and so stay empty.
 */
export function callMetric(fn: IFunction, metricName: string, options: MetricOptions = {}): Metric {
  const { functionName: FunctionName } = unqualified(fn);
  const qualifier = (fn as Partial<IAlias>).aliasName ?? (fn as Partial<IVersion>).version;
  return lambdaMetric(metricName, { FunctionName, ...qualifier === undefined ? {} : { Resource: `${FunctionName}:${qualifier}` } }, options);
}

/** The function of a version or alias. */
export const unqualified = (fn: IFunction): IFunction => (fn as Partial<IVersion>).lambda ?? fn;

const lambdaMetric = (metricName: string, dimensionsMap: { readonly [name: string]: string }, options: MetricOptions) =>
  new Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap, ...everyMinute, ...options });

/**
 * Adds an event source the way `fn.addEventSource(source)` does, so that the mapping has the logical id that it would have
 * without us: a second mapping of the same source and function is refused by Lambda.
 */
export function addMapping(fn: IFunction, source: IEventSource, logicalId?: string): EventSourceMapping {
  const before = new Set(fn.node.children);
  try {
    fn.addEventSource(source);
  } catch (error) {
    if (!/already a Construct with name/.test((error as Error).message)) throw error;
    throw new Error(`${fn.node.path} polls this source already, and Lambda refuses a second mapping of the two. Remove the call of addEventSource; the trigger makes the mapping with the same logical id.`, { cause: error });
  }
  const mapping = fn.node.children.find((child): child is EventSourceMapping => child instanceof EventSourceMapping && !before.has(child))!;
  if (logicalId !== undefined) (mapping.node.defaultChild as CfnElement).overrideLogicalId(logicalId);
  return mapping;
}

interface ToVerify {
  /** What was taken for granted, as a sentence part after `Verify there:`. */
  readonly assumed?: string;
  /** What its role needs. */
  readonly needs?: PolicyStatement | readonly PolicyStatement[];
}

/**
 * Says what nobody can check from here about a function that is made elsewhere: its timeout, and, when its role is not
 * known either, the statements that the role needs.
 */
export function tellWhatToVerify(scope: IConstruct, fn: IFunction, verify: ToVerify): void {
  const { assumed, needs } = verify;
  if (resourceOf(fn)) return;
  const statements = [needs ?? []].flat().map((statement: PolicyStatement) => JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson())));
  const facts = [
    ...assumed === undefined ? [] : [assumed],
    ...fn.role || statements.length === 0 ? [] : [`its role needs ${statements.length === 1 ? 'this statement' : 'these statements'}: ${statements.join(', ')}`],
  ];
  if (facts.length > 0) tell(scope, 'function-unverified', `${fn.node.path} is made elsewhere. Verify there: ${facts.join('; and ')}.`);
}

/** Who invokes, when the function has to let it by a policy of its own. */
export interface Invoker {
  readonly service: string;
  /** Of what; otherwise anything of this account. */
  readonly sourceArn?: string;
}

/**
 * For a function of another account, or of one that may be another, CDK makes no permission. It makes one beside the function, the
 * trigger or what is connected to it, if at all.
 */
export function tellWhoInvokes(trigger: IConstruct, fn: IFunction, { service, sourceArn }: Invoker, connected: readonly IConstruct[]): void {
  const nodes = [trigger.node, fn.node, fn.permissionsNode, ...connected.map(({ node }) => node)];
  if (nodes.some((node) => node.findAll().some((child) => child instanceof CfnPermission))) return;
  const stack = Stack.of(trigger);
  const statement = {
    Effect: 'Allow', Principal: { Service: service }, Action: 'lambda:InvokeFunction', Resource: fn.functionArn,
    Condition: sourceArn === undefined ? { StringEquals: { 'AWS:SourceAccount': stack.account } } : { ArnLike: { 'AWS:SourceArn': sourceArn } },
  };
  tell(trigger, 'permission-unverified', `CDK adds no permission to ${fn.node.path}, as it may belong to another account. Verify that its resource policy has this statement: ${JSON.stringify(stack.resolve(statement))}`);
}
