import { Finding } from '../model/finding';
import { codeFor } from '../report/code';

/** The prefix under which CDK reports and acknowledges what we find, by the plugin and by the aspect alike. */
export const pluginName = 'cdk-lambda-failsafe';

export const ruleId = (rule: string): string => `${pluginName}::${rule}`;

/** What constructs of ours tell people to verify; no rule finds it, but it is acknowledged as if one did. */
export const constructNotes = [
  'broker-unverified', 'defaults-hidden', 'distribution-not-watched', 'documentdb-unverified', 'function-unverified', 'kafka-unverified', 'permission-unverified', 'stream-unverified', 'vpc-internet-unverified',
] as const;

export type ConstructNote = typeof constructNotes[number];

export function whatToDo(finding: Finding): string {
  const code = codeFor(finding)?.line;
  return `${finding.fix}${code === undefined ? '' : ` Or add: ${code}`} See ${finding.docs}`;
}
