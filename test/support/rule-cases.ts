import { Environment, Stack } from 'aws-cdk-lib';

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
}

export const ruleCases = (rule: string, cases: Omit<RuleCases, 'rule'>): RuleCases => ({ rule, ...cases });
