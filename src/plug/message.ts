import { Finding } from '../model/finding';
import { Resource } from '../model/resource';

/** The prefix under which CDK reports and acknowledges what we find, by the plugin and by the aspect alike. */
export const pluginName = 'cdk-lambda-failsafe';

export const ruleId = (rule: string): string => `${pluginName}::${rule}`;

/** What constructs of ours tell people to verify; no rule finds it, but it is acknowledged as if one did. */
export const constructNotes = [
  'broker-unverified', 'defaults-hidden', 'distribution-not-watched', 'documentdb-unverified', 'function-unverified', 'kafka-unverified', 'permission-unverified', 'stream-unverified', 'vpc-internet-unverified',
] as const;

export type ConstructNote = typeof constructNotes[number];

/** What is wrong in this case, as one sentence. */
export function whatIsWrong({ what, when }: Finding): string {
  const text = when === undefined ? what : `when ${when}: ${what}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export const whatToDo = ({ fix, docs }: Finding): string => `${fix} See ${docs}`;

/** Where an acknowledgement counts: on the resource, and on the function and what triggers it. */
export const concerned = ({ resource, fn, triggers }: Finding): readonly Resource[] => [resource, ...(fn ? [fn] : []), ...triggers];

/** Somebody accepted this finding in the template itself, or on a construct that the reader saw. */
export const isAcknowledged = (finding: Finding): boolean => concerned(finding).some(({ acknowledged }) => acknowledged.some(({ id }) => id === finding.rule));
