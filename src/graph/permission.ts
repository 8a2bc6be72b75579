import { Answer } from './iam/answer';
import { absent, Facts } from './iam/condition';
import { keyPolicy, policiesFor } from './iam/resource-policies';
import { policiesOf, RolePolicies } from './iam/role-policies';
import { spell, spellArn } from './iam/spelling';
import { Asker, decide, Decision, Policy, Request } from './iam/statement';
import { Resource, ResourceSet } from '../model/resource';
import { Value } from '../model/value';

/** Whether a write is allowed. Only a certain no is a `no`; the reason continues a sentence. */
export interface Permission {
  readonly may: 'yes' | 'no' | 'unknown';
  readonly because: string;
}

/** What is written to: its ARN as spelled, and the resource when it is part of the app. */
export interface Written {
  readonly arn: string;
  readonly resource?: Resource;
}

const yes: Permission = { may: 'yes', because: '' };

const atDeployment = 'it depends on conditions or names that are known at deployment only';

/** May the role do this? It may when its own policies or those of the target say so, and none denies it. */
export function roleMay(app: ResourceSet, role: Value, action: string, { arn, resource }: Written, part = ''): Permission {
  const request: Request = { action, resource: arn + part, asker: { kind: 'role', arn: roleArn(app, role) }, facts: roleFacts(app, role, resource) };
  const own = policiesOf(app, role);
  const [byRole, byTarget] = [decide(own.policies, request), decide(policiesFor(app, resource, arn), request)];
  const foreign = isForeign(roleArn(app, role), arn, resource);
  const [granted, given] = foreign ? [beside(byRole), beside(byTarget)] : [beside(byRole, byTarget), beside(byTarget, byRole)];
  if (granted === 'denied' || given === 'denied') return { may: 'no', because: 'it is denied' };
  const boundary = own.boundary ? beside(decide([own.boundary], request)) : 'yes';
  if (boundary === 'no' || boundary === 'denied') return { may: 'no', because: 'the permissions boundary of the role does not allow it' };
  if (foreign && (granted === 'no' || (given === 'no' && resource))) {
    return { may: 'no', because: granted === 'no' ? 'none of its policies allows it' : 'the policy of the target, which is in another account, does not let it' };
  }
  if (!foreign && (granted === 'yes' || given === 'yes') && granted !== 'maybe' && given !== 'maybe' && boundary === 'yes') return yes;
  if (foreign && granted === 'yes' && boundary === 'yes') return given === 'yes' ? yes : { may: 'unknown', because: 'the target is in another account, whose policy must let the role in too' };
  const reason = whyUnsure(own, [granted, given, boundary]);
  if (reason) return { may: 'unknown', because: reason };
  if (!own.whole) return { may: 'unknown', because: 'the role is not part of this app' };
  if (!resource) return { may: 'unknown', because: 'no policy of the role allows it, and a policy of the target, which is not part of this app, would have to' };
  return { may: 'no', because: 'none of its policies allows it' };
}

/** A doubt on one side matters where the other side allows it; one that may allow it is in doubt itself. */
function beside(decision: Decision, other: Decision = 'no'): Exclude<Decision, 'doubtful'> {
  if (decision !== 'doubtful') return decision;
  return other === 'yes' ? 'maybe' : 'no';
}

function whyUnsure({ policies, boundary }: RolePolicies, answers: readonly (Answer | 'denied')[]): string | undefined {
  if (!answers.includes('maybe')) return undefined;
  if (answers[2] === 'maybe') return boundary?.unknown === undefined ? 'it depends on conditions of its permissions boundary' : 'its permissions boundary is not part of this app';
  return policies.find(({ unknown }) => unknown !== undefined)?.unknown ?? atDeployment;
}

/** May the role use the key of what it writes to? The key's policy may let it, or leave it to the policies of the account. */
export function roleMayUseKey(app: ResourceSet, role: Value, action: string, key: Resource, via: string): Permission {
  const arn = spellArn(app, key)!;
  const facts: Facts = new Map([...roleFacts(app, role, key), ...keyFacts(key, via)]);
  const ask = (asker: Asker, policies: readonly Policy[]) => decide(policies, { action, resource: arn, asker, facts });
  const asRole: Asker = { kind: 'role', arn: roleArn(app, role) };
  const policy = keyPolicy(app, key);
  const own = policiesOf(app, role);
  const [byKey, byRole] = [ask(asRole, [policy]), ask(asRole, own.policies)];
  const [direct, granted] = [beside(byKey, byRole), beside(byRole, byKey)];
  if (direct === 'denied') return { may: 'no', because: 'the key policy denies it' };
  if (granted === 'denied') return { may: 'no', because: 'it is denied' };
  if (direct === 'yes') return byRole === 'doubtful' ? { may: 'unknown', because: atDeployment } : yes;
  const left = beside(ask({ kind: 'account', account: account(key) }, [policy]));
  if (left === 'yes' && granted === 'yes' && direct !== 'maybe') return yes;
  const reason = whyUnsure(own, [direct, left === 'no' ? 'no' : granted, 'yes']) ?? (left === 'maybe' && granted !== 'no' ? 'it depends on conditions of the key policy' : undefined);
  if (reason) return { may: 'unknown', because: reason };
  if (!own.whole && left !== 'no') return { may: 'unknown', because: 'the role is not part of this app' };
  return { may: 'no', because: left === 'no' ? 'the key policy neither names the role nor leaves it to the account' : 'none of its policies allows it' };
}

/** Does the policy of the target let an AWS service in that acts for a rule, topic or the like? */
export function serviceMay(app: ResourceSet, principal: string, source: string, action: string, { arn, resource }: Written): Permission {
  const policies = policiesFor(app, resource, arn);
  const answer = decide(policies, { action, resource: arn, asker: { kind: 'service', principal }, facts: serviceFacts(principal, source) });
  if (answer === 'yes') return yes;
  if (answer === 'denied') return { may: 'no', because: 'its policy denies it' };
  if (answer === 'maybe') return { may: 'unknown', because: 'it depends on conditions that cannot be told' };
  if (!resource) return { may: 'unknown', because: 'it is not part of this app' };
  return { may: 'no', because: policies.length === 0 ? 'it has no queue policy' : 'its queue policy does not' };
}

/** Does the policy of a key let an AWS service use it? Nothing but that policy can. */
export function serviceMayUseKey(app: ResourceSet, principal: string, source: string, action: string, key: Resource, via: string): Permission {
  const facts: Facts = new Map([...serviceFacts(principal, source), ...keyFacts(key, via)]);
  const answer = decide([keyPolicy(app, key)], { action, resource: spellArn(app, key)!, asker: { kind: 'service', principal }, facts });
  if (answer === 'yes') return yes;
  return answer === 'maybe' ? { may: 'unknown', because: 'it depends on conditions of the key policy' } : { may: 'no', because: 'the key policy does not let it' };
}

/** In another account both sides must say yes. */
function isForeign(role: string, arn: string, resource: Resource | undefined): boolean {
  const [here, there] = [role.split(':')[4], resource?.stack.account ?? arn.split(':')[4]];
  return [here, there].every((each) => /^\d{12}$/.test(each)) && here !== there;
}

function roleArn(app: ResourceSet, role: Value): string {
  const target = app.target(role);
  return target.kind === 'resource' ? spellArn(app, target.resource) ?? spell(app, role) : spell(app, role);
}

const account = ({ stack }: Resource) => stack.account ?? '${AccountId}';

function roleFacts(app: ResourceSet, role: Value, written: Resource | undefined): Facts {
  const arn = roleArn(app, role);
  const facts: [string, string | typeof absent][] = [
    ['aws:securetransport', 'true'], ['aws:principalarn', arn], ['aws:principalaccount', arn.split(':')[4] ?? '${AccountId}'], ['aws:principalisawsservice', 'false'],
    ['aws:sourcearn', absent], ['aws:sourceaccount', absent], ['aws:principalservicename', absent],
  ];
  if (written) facts.push(['aws:resourceaccount', account(written)], ['s3:resourceaccount', account(written)]);
  return new Map(facts);
}

const serviceFacts = (principal: string, source: string): Facts => new Map<string, string | typeof absent>([
  ['aws:securetransport', 'true'], ['aws:principalisawsservice', 'true'], ['aws:principalservicename', principal],
  ['aws:sourcearn', source], ['aws:sourceaccount', source.split(':')[4] ?? '${AccountId}'],
  ['aws:principalarn', absent], ['aws:principalaccount', absent], ['aws:principalorgid', absent],
]);

const keyFacts = (key: Resource, via: string): Facts => new Map([
  ['kms:calleraccount', account(key)], ['kms:viaservice', `${via}.${key.stack.region ?? '${Region}'}.amazonaws.com`],
]);
