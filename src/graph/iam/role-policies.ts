import { managedPolicy } from './managed-policies';
import { matches } from './matching';
import { spell, spellArn } from './spelling';
import { Policy, readPolicy } from './statement';
import { fromJson } from '../../lambda/json';
import { memoized } from '../../model/memoized';
import { Resource, ResourceSet } from '../../model/resource';
import { at, isUnknown, list, Value } from '../../model/value';

/** Everything that decides what a role may do, as far as the app shows it. */
export interface RolePolicies {
  readonly policies: readonly Policy[];
  readonly boundary?: Policy;
  /** False for a role that was made elsewhere, and of which only the policies that this app attaches are known. */
  readonly whole: boolean;
}

/** A policy of the app, read when somebody asks what it allows. */
interface Document {
  readonly resource: Resource;
  policy?: Policy;
}

interface Index {
  /** Policies by the role they are attached to: its key, or its name when it is not part of the app. */
  readonly attached: ReadonlyMap<string, readonly Document[]>;
  readonly managed: ReadonlyMap<string, Document>;
}

export function policiesOf(app: ResourceSet, role: Value): RolePolicies {
  const target = app.target(role);
  if (target.kind !== 'resource' || target.resource.type !== 'AWS::IAM::Role') {
    return { policies: (indexOf(app).attached.get(nameIn(spell(app, role))) ?? []).map((document) => read(app, document)), whole: false };
  }
  return ofRole(target.resource, app);
}

const ofRole = memoized(({ key, properties }: Resource, app: ResourceSet): RolePolicies => {
  const index = indexOf(app);
  const own = list(properties.Policies).map((policy) => (isUnknown(policy) ? unknownPolicy(policy.reason) : readPolicy(app, at(policy, 'PolicyDocument'))));
  const managed = list(properties.ManagedPolicyArns).map((arn) => byArn(app, index, arn));
  const boundary = properties.PermissionsBoundary === undefined ? undefined : byArn(app, index, properties.PermissionsBoundary);
  return { policies: [...own, ...managed, ...(index.attached.get(key) ?? []).map((document) => read(app, document))], boundary, whole: true };
});

function byArn(app: ResourceSet, index: Index, value: Value): Policy {
  const arn = spell(app, value);
  const own = index.managed.get(arn);
  return managedPolicy(arn) ?? (own && read(app, own)) ?? unknownPolicy('one of its managed policies is not part of this app');
}

/**
 * What follows the ARN of a place in the statements that allow an action on it by name: nothing for the place itself,
 * `/in/*` for some of its objects, something else for what begins like it. Statements for everything do not name it.
 */
export function namesOf({ policies }: RolePolicies, action: string, arn: string): readonly string[] {
  return policies.flatMap(({ statements }) => statements.flatMap(({ allows, actions, resources }) => {
    const isAllowed = allows && !resources.inverted && !actions.inverted && actions.these.some((pattern) => pattern !== '*' && matches(pattern.toLowerCase(), action.toLowerCase()) === 'yes');
    return isAllowed ? resources.these.filter((pattern) => pattern.startsWith(arn)).map((pattern) => pattern.slice(arn.length)) : [];
  }));
}

const unknownPolicy = (reason: string): Policy => ({ statements: [], unknown: reason });

const read = (app: ResourceSet, document: Document): Policy => document.policy ??= readPolicy(app, document.resource.properties.PolicyDocument);

const indexOf = memoized((app: ResourceSet): Index => {
  // Policies name nearly all roles by references.
  let roleKeys: ReadonlyMap<string, string> | undefined;
  const keyOf = (name: string) => (roleKeys ??= new Map(app.ofType('AWS::IAM::Role').map((role) => [spell(app, role.properties.RoleName), role.key]))).get(name);
  const attached = new Map<string, Document[]>();
  const managed = new Map<string, Document>();
  const attach = (role: Value, document: Document) => {
    const target = app.target(role);
    let key: string;
    if (target.kind === 'resource' && target.resource.type === 'AWS::IAM::Role') {
      key = target.resource.key;
    } else {
      const name = nameIn(spell(app, role));
      key = keyOf(name) ?? name;
    }
    const before = attached.get(key);
    if (before) before.push(document);
    else attached.set(key, [document]);
  };
  for (const resource of app.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
    const document: Document = { resource };
    for (const role of list(resource.properties.Roles)) attach(role, document);
    if (resource.type === 'AWS::IAM::ManagedPolicy') managed.set(spellArn(app, resource)!, document);
  }
  for (const resource of app.ofType('AWS::IAM::RolePolicy')) attach(resource.properties.RoleName, { resource });
  return { attached, managed };
});

/**
 * Whether a policy of the app may allow the role one of these actions, by the names of actions alone. Most policies are
 * about others, and what else they say need not be read.
 */
export function mentions(app: ResourceSet, role: Value, actions: readonly string[]): boolean {
  const index = indexOf(app);
  const target = app.target(role);
  const mayName = (document: Value): boolean => {
    const policy = fromJson(document);
    return isUnknown(policy) || list(at(policy, 'Statement')).some((statement) => isUnknown(statement) || list(at(statement, 'Action')).some((action) => (
      typeof action !== 'string' || actions.some((asked) => matches(action.toLowerCase(), asked.toLowerCase()) !== 'no'))));
  };
  const attachedTo = (key: string) => (index.attached.get(key) ?? []).some(({ resource }) => mayName(resource.properties.PolicyDocument));
  if (target.kind !== 'resource' || target.resource.type !== 'AWS::IAM::Role') return attachedTo(nameIn(spell(app, role)));
  const { key, properties } = target.resource;
  return attachedTo(key) || list(properties.Policies).some((policy) => mayName(at(policy, 'PolicyDocument')))
    || list(properties.ManagedPolicyArns).some((arn) => index.managed.has(spell(app, arn)));
}

/** `role` in `arn:aws:iam::111122223333:role/team/role`. */
const nameIn = (role: string) => (role.startsWith('arn:') ? role.split('/').pop()! : role);
