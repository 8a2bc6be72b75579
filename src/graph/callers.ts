import { matches } from './iam/matching';
import { mentions, policiesOf } from './iam/role-policies';
import { spellArn } from './iam/spelling';
import { indexBy } from './index-by';
import { roleMay } from './permission';
import { Resource, ResourceSet } from '../model/resource';
import { Pointer, Value } from '../model/value';

const action = 'lambda:InvokeFunction';

/** Who may invoke a function by its name: the function a role is for, or a role that is for several or for none. A permission for all functions names none. */
export function mayInvoke(app: ResourceSet, fn: Resource): readonly Resource[] {
  const arn = spellArn(app, fn)!;
  const granted = byFunction(app, arn).filter(({ caller, role, part }) => caller !== fn && roleMay(app, role, action, { arn, resource: fn }, part).may !== 'no');
  return [...new Set(granted.map(({ caller }) => caller))];
}

/** A role that names a function, and what stands behind the name: a version, an alias or nothing. */
interface Grant {
  readonly caller: Resource;
  readonly role: Value;
  readonly part: string;
}

const byFunction = indexBy((app: ResourceSet) => [...callers(app)].flatMap(([caller, role]) => (
  mentions(app, role, [action]) ? namedIn(app, role).map(([arn, part]): [string, Grant] => [arn, { caller, role, part }]) : [])));

function* callers(app: ResourceSet): Iterable<readonly [caller: Resource, role: Value]> {
  const users = new Map<string, Resource[]>();
  for (const fn of app.ofType('AWS::Lambda::Function')) {
    const role = app.target(fn.properties.Role);
    if (role.kind !== 'resource') yield [fn, fn.properties.Role];
    else users.set(role.resource.key, [...users.get(role.resource.key) ?? [], fn]);
  }
  for (const role of app.ofType('AWS::IAM::Role')) {
    const its = users.get(role.key) ?? [];
    yield [its.length === 1 ? its[0] : role, new Pointer(role, 'Arn')];
  }
}

/** ARNs of functions up to the name, and what is behind it. */
function namedIn(app: ResourceSet, role: Value): readonly (readonly [arn: string, part: string])[] {
  const granted = policiesOf(app, role).policies.flatMap(({ statements }) => statements.filter(({ actions, resources }) => (
    !actions.inverted && !resources.inverted && actions.these.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()) === 'yes'))));
  return granted.flatMap(({ resources }) => resources.these).flatMap((pattern) => {
    const arn = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:*]+/.exec(pattern)?.[0];
    return arn === undefined ? [] : [[arn, pattern.slice(arn.length).replaceAll('*', '')] as const];
  });
}
