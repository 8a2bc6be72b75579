import { Acknowledgement } from '../model/resource';

/** Where `Validations.of(construct).acknowledge(…)` leaves its rules: construct metadata of this type, `{ id: reason }`. */
export const acknowledgedRules = 'aws:cdk:acknowledged-rules';

const ours = 'cdk-lambda-failsafe::';
/** What CDK makes of an id without a prefix. */
const bare = 'Annotation::';

/** The rule that an acknowledged id means; ids of other tools come back as they are and match no rule. */
export function ruleOf(id: string): string {
  for (const prefix of [ours, bare]) if (id.startsWith(prefix)) return id.slice(prefix.length);
  return id;
}

export function acknowledgements(metadata: Iterable<{ readonly type: string; readonly data?: unknown }>): Acknowledgement[] {
  const found: Acknowledgement[] = [];
  for (const { type, data } of metadata) {
    if (type !== acknowledgedRules || typeof data !== 'object' || data === null) continue;
    for (const [id, reason] of Object.entries(data)) found.push({ id: ruleOf(id), reason: String(reason) });
  }
  return found;
}
