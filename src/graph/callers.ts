import { matches } from './iam/matching';
import { mentions, policiesOf } from './iam/role-policies';
import { spellArn } from './iam/spelling';
import { indexBy } from './index-by';
import { Resource, ResourceSet } from '../model/resource';
import { Pointer, Value } from '../model/value';

const action = 'lambda:InvokeFunction';

/** Who may invoke a function by its name: the function a role is for, or a role that is for several or for none. A permission for all functions names none. */
export const mayInvoke = (app: ResourceSet, fn: Resource): readonly Resource[] => [...new Set(byFunction(app, spellArn(app, fn)!))].filter((caller) => caller !== fn);

const byFunction = indexBy((app: ResourceSet) => [...callers(app)].flatMap(([caller, role]) => (
  mentions(app, role, [action]) ? namedIn(app, role).map((arn) => [arn, caller] as const) : [])));

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

/** ARNs of functions, without version, alias or wildcard behind the name. */
function namedIn(app: ResourceSet, role: Value): readonly string[] {
  const granted = policiesOf(app, role).policies.flatMap(({ statements }) => statements.filter(({ allows, actions, resources }) => (
    allows && !actions.inverted && !resources.inverted && actions.these.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()) === 'yes'))));
  return granted.flatMap(({ resources }) => resources.these).flatMap((arn) => /^arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:*]+/.exec(arn)?.[0] ?? []);
}
