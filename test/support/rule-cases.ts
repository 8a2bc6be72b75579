import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, Stack } from 'aws-cdk-lib';
import { Finding, Mend, MendingMixin, severities, Severity } from '../../src/model/finding';

/**
 * The cases of one rule, in a file of their own: `test/rules/<id>.cases.ts`. `rules.cdk.test.ts` runs all of them, each
 * through both readers, and refuses a rule without firing and silent cases.
 *
 *     export default ruleCases('sqs-no-redrive', {
 *       fires: { 'M2: queue without redrive': { app: (stack) => { … }, at: 'Orders' } },
 *       silent: { 'queue with redrive': { app: (stack) => { … } } },
 *     });
 */
export interface RuleCases {
  readonly rule: string;
  readonly fires: { readonly [title: string]: FiringCase };
  readonly silent: { readonly [title: string]: Case };
}

/** An app made by CDK code, or a CloudFormation or SAM template; the other reader gets the same app in the other form. */
export interface Case {
  readonly app?: (stack: Stack) => void;
  /** YAML or JSON. */
  readonly template?: string;
  /** Where the stack is deployed to; nowhere in particular by default. */
  readonly env?: Environment;
}

export interface FiringCase extends Case {
  /** Logical ids (or what they begin with) of the resources that are reported, in any order. */
  readonly at: string | readonly string[];
  /** What the message or the fix must say. */
  readonly says?: RegExp;
  /** Of what is reported; checked where it is more or less than the rule's own. */
  readonly severity?: Severity;
  /** The property that is at fault, of all that is reported. */
  readonly property?: string;
  /** What mends all that is reported; `false` where nothing does. */
  readonly mends?: MendingMixin | false;
  /** Where properties mend it, what they are set to. */
  readonly sets?: Extract<Mend, { kind: 'set' }>['values'];
}

export const ruleCases = (rule: string, cases: Omit<RuleCases, 'rule'>): RuleCases => ({ rule, ...cases });

/** Of a firing case, given what its rule finds. */
export function expectFiring(found: readonly Finding[], { at, says, severity, property, mends, sets }: Omit<FiringCase, keyof Case | 'at'> & { readonly at: readonly string[] }): void {
  const reported = [...new Set(found.map(({ resource }) => resource.id))];
  expect(at.filter((id) => !reported.some((other) => other.startsWith(id)))).toEqual([]);
  expect(reported.filter((id) => !at.some((other) => id.startsWith(other)))).toEqual([]);
  if (says) expect(found.map(({ what, event, fix }) => `${what}. ${event}. ${fix}`).join('\n')).toMatch(says);
  if (severity) expect([...new Set(found.map((each) => each.severity))]).toEqual([severity]);
  if (property) expect([...new Set(found.map((each) => each.property))]).toEqual([property]);
  if (mends !== undefined) expect([...new Set(found.map(({ mend }) => (mend?.kind === 'mixin' ? mend.mixin : mend !== undefined)))]).toEqual([mends]);
  if (sets) for (const { mend } of found) expect(mend).toMatchObject({ kind: 'set', values: sets });
  for (const finding of found) expectWhole(finding);
}

/** Of a silent case. */
export function expectSilent(found: readonly Finding[]): void {
  expect(found.map(({ what }) => what)).toEqual([]);
}

/** Whatever is found says all that reports and fixes need. */
function expectWhole({ severity, what, fix, why, docs, property, mend }: Finding): void {
  expect(severities).toContain(severity);
  [what, fix, why, docs].forEach((text) => expect(text).not.toMatch(/undefined|\[object|^$/));
  if (property !== undefined) expect(property).toMatch(propertyPath);
  if (mend) expectMend(mend);
}

/** A property of CloudFormation, and what is in it. */
const propertyPath = /^[A-Z]\w+(\.\w+)*$/;

function expectMend(mend: Mend): void {
  expect(mend.on.type).toMatch(/^AWS::/);
  switch (mend.kind) {
    case 'mixin': return expect(existsSync(join(__dirname, '..', '..', 'src', 'mixins', `${mend.mixin.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}.ts`))).toBe(true);
    case 'allow': return expect(mend.net.owner.key).toBe(mend.on.key);
    case 'set': {
      const values = Object.entries(mend.values);
      expect(values).not.toHaveLength(0);
      return values.forEach(([name, value]) => {
        expect(name).toMatch(propertyPath);
        if (Array.isArray(value)) expect(value).toEqual([expect.stringMatching(/./)]);
        else expect(['number', 'boolean']).toContain(typeof value);
      });
    }
    default: throw new Error(`nothing mends by ${JSON.stringify(mend)}`);
  }
}
