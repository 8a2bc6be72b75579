import { Finding } from '../model/finding';

/** The prefix under which CDK reports and acknowledges what we find, by the plugin and by the aspect alike. */
export const pluginName = 'cdk-lambda-failsafe';

export const ruleId = (rule: string): string => `${pluginName}::${rule}`;

/** What is wrong in this case, as one sentence. */
export function whatIsWrong({ what, when }: Finding): string {
  const text = when === undefined ? what : `when ${when}: ${what}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export const whatToDo = ({ fix, docs }: Finding): string => `${fix} See ${docs}`;

/** Somebody accepted this finding in the template itself, or on a construct that the reader saw. */
export const isAcknowledged = ({ rule, resource }: Finding): boolean => resource.acknowledged.some(({ id }) => id === rule);
