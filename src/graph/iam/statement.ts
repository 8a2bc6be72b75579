import { all, Answer, any, not } from './answer';
import { Condition, conditionHolds, Facts, readCondition } from './condition';
import { equals, matches } from './matching';
import { spell } from './spelling';
import { fromJson } from '../../lambda/json';
import { ResourceSet } from '../../model/resource';
import { at, isObject, isUnknown, list, Pointer, show, Value } from '../../model/value';

/** One statement of a policy, with every reference spelled out. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: Selection;
  readonly resources: Selection;
  /** Undefined in policies of roles, which are about the role. */
  readonly principals?: Principals | 'anyone' | 'unknown';
  readonly condition: Condition;
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
interface Selection { readonly these: readonly string[]; readonly inverted: boolean }

interface Principals { readonly aws: readonly string[]; readonly services: readonly string[] }

/** What is known of a policy: its statements, and why there may be more. */
export interface Policy {
  readonly statements: readonly Statement[];
  readonly unknown?: string;
}

/** Who asks: a role by its ARN, its account as a whole, or an AWS service. */
export type Asker =
  | { readonly kind: 'role'; readonly arn: string }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'service'; readonly principal: string };

export interface Request {
  readonly action: string;
  /** ARN as spelled. */
  readonly resource: string;
  readonly asker: Asker;
  readonly facts: Facts;
}

export function readPolicy(app: ResourceSet, document: Value): Policy {
  const policy = fromJson(document);
  if (!isObject(policy)) return { statements: [], unknown: whyUnknown(policy) };
  const statements: Statement[] = [];
  let unknown: string | undefined;
  for (const item of list(policy.Statement)) {
    if (isObject(item)) statements.push(readStatement(app, item));
    else unknown ??= whyUnknown(item);
  }
  return { statements, unknown };
}

/** Why something may stand where policy or statement is not written down. */
function whyUnknown(value: Value): string | undefined {
  if (isUnknown(value)) return value.reason;
  return value instanceof Pointer ? `${show(value)} is known at deployment only` : undefined;
}

function readStatement(app: ResourceSet, item: { readonly [key: string]: Value }): Statement {
  const select = (name: string): Selection => {
    const inverted = item[`Not${name}`] !== undefined;
    return { these: list(item[inverted ? `Not${name}` : name]).map((value) => spell(app, value)), inverted };
  };
  return { allows: item.Effect === 'Allow', actions: select('Action'), resources: select('Resource'), principals: readPrincipals(app, item), condition: readCondition(app, item.Condition) };
}

function readPrincipals(app: ResourceSet, item: { readonly [key: string]: Value }): Statement['principals'] {
  if (item.NotPrincipal !== undefined) return 'unknown';
  if (item.Principal === undefined) return undefined;
  if (item.Principal === '*') return 'anyone';
  if (!isObject(item.Principal)) return 'unknown';
  const named = (kind: string) => list(at(item.Principal, kind)).map((value) => spell(app, value));
  return { aws: named('AWS'), services: named('Service') };
}

/** `doubtful`: nothing of this side allows it, and something of it may deny it, whatever the other side says. */
export type Decision = Answer | 'denied' | 'doubtful';

/** The policies of one side together: a denial outweighs everything, and what is not allowed is not allowed. */
export function decide(policies: readonly Policy[], request: Request): Decision {
  const statements = policies.flatMap((policy) => policy.statements);
  const denied = any(statements.filter(({ allows }) => !allows).map((statement) => applies(statement, request)));
  if (denied === 'yes') return 'denied';
  const allowed = any(statements.filter(({ allows }) => allows).map((statement) => applies(statement, request)));
  if (allowed === 'yes') return denied === 'maybe' ? 'maybe' : 'yes';
  if (allowed === 'maybe' || policies.some((policy) => policy.unknown !== undefined)) return 'maybe';
  return denied === 'maybe' ? 'doubtful' : 'no';
}

function applies(statement: Statement, { action, resource, asker, facts }: Request): Answer {
  const about = [
    selects(statement.actions, action.toLowerCase(), (pattern) => pattern.toLowerCase()),
    // A queue or key policy without resource is about the queue or key it belongs to.
    statement.resources.these.length === 0 ? 'yes' : selects(statement.resources, resource, (pattern) => pattern),
    statement.principals === undefined ? 'yes' : isPrincipal(statement.principals, asker, statement.allows),
  ] as const;
  return about.includes('no') ? 'no' : all([...about, conditionHolds(statement.condition, facts)]);
}

function selects({ these, inverted }: Selection, text: string, adapt: (pattern: string) => string): Answer {
  const hit = any(these.map((pattern) => matches(adapt(pattern), text)));
  return inverted ? not(hit) : hit;
}

function isPrincipal(principals: Principals | 'anyone' | 'unknown', asker: Asker, allows: boolean): Answer {
  if (principals === 'unknown') return 'maybe';
  if (principals === 'anyone' || principals.aws.includes('*')) return 'yes';
  if (asker.kind === 'service') return any(principals.services.map((service) => isService(service, asker.principal)));
  const account = asker.kind === 'account' ? asker.account : asker.arn.split(':')[4] ?? '';
  // To name the account lets its administrators decide who may; that alone lets no role in, but it keeps all of them out.
  const byAccount = any(principals.aws.flatMap((principal) => wholeAccount(principal) ?? []).map((whole) => equals(whole, account)));
  if (asker.kind === 'account') return byAccount;
  const byName = any(principals.aws.filter((principal) => wholeAccount(principal) === undefined).map((principal) => matches(principal, asker.arn)));
  return allows ? byName : any([byName, byAccount]);
}

/** The account, when a principal stands for all of it. */
function wholeAccount(principal: string): string | undefined {
  if (/^(\d{12}|\$\{AccountId\})$/.test(principal)) return principal;
  return principal.endsWith(':root') ? principal.split(':')[4] : undefined;
}

/** `sns.amazonaws.com`, in some Regions `sns.me-south-1.amazonaws.com`. */
function isService(named: string, principal: string): Answer {
  const same = equals(named, principal);
  if (same !== 'no') return same;
  return named.startsWith(`${principal.split('.')[0]}.`) && named.endsWith('.amazonaws.com') ? 'maybe' : 'no';
}
