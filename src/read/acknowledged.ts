import { Acknowledgement } from '../model/resource';

/** A piece of construct metadata, in the tree or in the cloud assembly. */
export interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
}

/** Where `Validations.of(construct).acknowledge(…)` leaves its rules, as `{ id: reason }`. */
export const acknowledgedRules = 'aws:cdk:acknowledged-rules';

/** Ours, and what CDK makes of an id without a prefix. */
const prefixed = /^(?:cdk-lambda-failsafe|Annotation)::/;

/** The rule that an id means, given as `cdk-lambda-failsafe::rule` or bare, for one place as `rule[place]`; ids of other tools match no rule. */
export const ruleOf = (id: string): string => id.replace(prefixed, '').replace(/\[.*\]$/, '');

/** What was acknowledged, under the ids as they were given. */
export function given(metadata: Iterable<MetadataEntry>): Acknowledgement[] {
  const found: Acknowledgement[] = [];
  for (const { type, data } of metadata) {
    if (type !== acknowledgedRules || typeof data !== 'object' || data === null) continue;
    for (const [id, reason] of Object.entries(data)) found.push({ id, reason: typeof reason === 'string' ? reason : '' });
  }
  return found;
}

/** What was acknowledged, by rule. */
export const acknowledgements = (metadata: Iterable<MetadataEntry>): Acknowledgement[] => given(metadata).map(({ id, reason }) => ({ id: ruleOf(id), reason }));
