import { CfnElement, CfnResource, Reference, Tokenization } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { IRole, Role } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnFunction, CfnVersion, Function, FunctionBase, IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, IQueue, Queue, QueueBase } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';

/** What is invoked: a function, or a version or alias of it. */
export type Invoked = CfnFunction | CfnVersion | CfnAlias;

export const isInvoked = (construct: IConstruct | undefined): construct is Invoked =>
  construct instanceof CfnFunction || construct instanceof CfnVersion || construct instanceof CfnAlias;

/** What the user has made, under which new constructs are put: the class of the second level, where there is one. */
export function owner(resource: CfnResource): Construct {
  const { scope } = resource.node;
  return scope instanceof Construct && scope.node.defaultChild === resource && !CfnElement.isCfnElement(scope) && resource.node.id === 'Resource' ? scope : resource;
}

/**
 * Whether a property has a value, by its name in CDK. Nothing is resolved, as lazy values that were resolved once do not change any more
 * when the rest of the program goes on.
 */
export function isSet<T extends CfnResource>(resource: T, name: keyof T & string): boolean {
  const { Properties: overrides } = (resource as unknown as { readonly rawOverrides: { readonly Properties?: object } }).rawOverrides;
  return resource[name] !== undefined || overrides !== undefined && name.charAt(0).toUpperCase() + name.slice(1) in overrides;
}

/** The targets of a rule as they are by now, which the class of the second level keeps in a box; undefined when nobody can tell. */
export function targetsOf({ targets }: CfnRule): readonly CfnRule.TargetProperty[] | undefined {
  const boxed = targets as { readonly get?: () => unknown } | undefined;
  const now = boxed && typeof boxed.get === 'function' ? boxed.get() ?? [] : targets;
  return Array.isArray(now) ? now : undefined;
}

/** The construct that an ARN or a name stands for; undefined when it is made elsewhere, or put together of several parts. */
export function referred(value: unknown): IConstruct | undefined {
  const token = Tokenization.reverse(value, { failConcat: false });
  return token && Reference.isReference(token) ? token.target : undefined;
}

/** The resource that is meant, where classes of the second level stand for theirs. */
export function referredResource(value: unknown): CfnResource | undefined {
  const construct = referred(value);
  const resource = construct && !CfnResource.isCfnResource(construct) ? construct.node.defaultChild : construct;
  return resource && CfnResource.isCfnResource(resource) ? resource : undefined;
}

/** The function behind a version or alias. */
export function functionOf(invoked: Invoked): CfnFunction | undefined {
  if (invoked instanceof CfnFunction) return invoked;
  const fn = referredResource(invoked.functionName);
  return fn instanceof CfnFunction ? fn : undefined;
}

/** As a class of the second level, to which rights can be granted. */
export function asFunction(fn: CfnFunction): IFunction {
  const made = owner(fn);
  if (made instanceof FunctionBase) return made;
  const known = fn.node.tryFindChild('Function');
  return known ? known as unknown as IFunction : Function.fromFunctionAttributes(fn, 'Function', { functionArn: fn.attrArn, role: roleOf(fn, fn.role), sameEnvironment: true }) as IFunction;
}

/** Undefined when the role is made elsewhere: then it cannot be changed from here. */
export function roleOf(resource: CfnResource, arn: unknown): IRole | undefined {
  const role = referredResource(arn);
  if (!role) return undefined;
  const made = owner(role);
  if (made instanceof Role) return made;
  // By name, so that what is granted becomes a policy of its own and the role stays as it is.
  const known = resource.node.tryFindChild('Role');
  return known ? known as unknown as IRole : Role.fromRoleName(resource, 'Role', role.ref);
}

export function asQueue(queue: CfnQueue): IQueue {
  const made = owner(queue);
  if (made instanceof QueueBase) return made;
  const known = queue.node.tryFindChild('Queue');
  return known ? known as unknown as IQueue
    : Queue.fromQueueAttributes(queue, 'Queue', { queueArn: queue.attrArn, queueUrl: queue.ref, fifo: queue.fifoQueue === true });
}
