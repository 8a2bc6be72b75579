import { Finding, MendingMixin } from '../model/finding';

/** A line of a CDK program that mends a finding, and what has to be imported for it. */
export interface Code {
  readonly line: string;
  readonly imports: readonly string[];
  /** Construct path of what the variable stands for. */
  readonly of: string;
}

/** These stand below the function that they are for, where CDK has made them for it; the mixin finds them there. */
const belowFunction: readonly MendingMixin[] = ['StreamFailures', 'SubscriptionDeadLetters'];

/** The line, for constructs of an app; nothing for templates, or where properties do it, which the fix of the finding names. */
export function codeFor({ mend, fn }: Finding): Code | undefined {
  if (mend?.kind !== 'mixin' || mend.on.path === undefined) return undefined;
  const below = fn?.path !== undefined && belowFunction.includes(mend.mixin) && mend.on.path.startsWith(`${constructOf(fn.path)}/`);
  const of = constructOf(below ? fn.path! : mend.on.path);
  return { line: `${variableOf(of)}.with(new ${mend.mixin}());`, imports: [mend.mixin], of };
}

/** People know constructs of the second level; theirs is the first. */
const constructOf = (path: string): string => path.replace(/\/Resource$/, '');

/** What a program is likely to call it. */
function variableOf(path: string): string {
  const words = path.split('/').at(-1)!.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word, index) => (index === 0 ? word[0].toLowerCase() : word[0].toUpperCase()) + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) ? name : `construct${name}`;
}
