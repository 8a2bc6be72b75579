import { all, Answer } from './answer';
import { isUnknownPiece } from './spelling';

/** Whether a pattern of a policy, `*` and `?` in it, stands for a text; both as spelled. */
export function matches(pattern: string, text: string): Answer {
  if (pattern === '*' || pattern === text) return 'yes';
  // Most of what is asked: two plain names, such as those of actions.
  if (!special.test(pattern) && !special.test(text)) return 'no';
  if (differ(pattern, text)) return 'no';
  const [p, t] = [tokens(pattern), tokens(text)];
  const [fieldsOfPattern, fieldsOfText] = [fields(p), fields(t)];
  // A wildcard does not reach across the colons of an ARN.
  if (fieldsOfPattern && fieldsOfText) return all(fieldsOfPattern.map((field, index) => compare(field, fieldsOfText[index], true)));
  return compare(p, t, true);
}

/** Whether two texts are the same; wildcards are ordinary characters. */
export const equals = (a: string, b: string): Answer => (a === b ? 'yes' : compare(tokens(a), tokens(b), false));

/** Wildcards, and pieces that only deployment tells. */
const special = /[*?\uE000]|\$\{/;

/** Two ARNs whose services or ends are not the same, such as the names of two queues of one app, without going through all of it. */
function differ(pattern: string, text: string): boolean {
  const [p, t] = [serviceOf(pattern), serviceOf(text)];
  if (p !== undefined && t !== undefined && p !== t && !special.test(p) && !special.test(t)) return true;
  const [last, other] = [lastToken(pattern), lastToken(text)];
  return last !== other && last !== '*' && last !== '?' && !isOpen(last) && !isOpen(other);
}

const serviceOf = (arn: string): string | undefined => /^arn:\$\{Partition\}:([^:]*):/.exec(arn)?.[1];

/** Characters, with every piece that only deployment or the request tells, such as `${aws:username}`, as one token. */
const tokens = (text: string): readonly string[] => text.match(/\uE000[^\uE001]*\uE001|\$\{[^}]+\}|[^]/g) ?? [];

function lastToken(text: string): string {
  if (text.endsWith('\uE001')) return text.slice(text.lastIndexOf('\uE000'));
  return (text.endsWith('}') ? /\$\{[^}]+\}$/.exec(text)?.[0] : undefined) ?? text.slice(-1);
}

const ambient = ['${Region}', '${AccountId}'];

function compare(pattern: readonly string[], text: readonly string[], wildcards: boolean): Answer {
  if (walk(pattern, text, wildcards, false)) return 'yes';
  // An account or Region that is written down is the one that the template is meant for.
  const isAmbient = (side: readonly string[]) => side.length === 1 && ambient.includes(side[0]);
  if ((isAmbient(pattern) && !text.some(isOpen)) || (isAmbient(text) && !pattern.some(isOpen))) return 'yes';
  return walk(pattern, text, wildcards, true) ? 'maybe' : 'no';
}

/** A piece that could be anything; a generated name can only be itself. */
const isOpen = (token: string) => isUnknownPiece(token) || token.startsWith('${');

/**
 * One row per token of the pattern: which beginnings of the text it can stand for. When `loose`, open pieces on either
 * side may turn out to be whatever is needed.
 */
function walk(pattern: readonly string[], text: readonly string[], wildcards: boolean, loose: boolean): boolean {
  const skips = text.map((token) => loose && isOpen(token));
  let row: boolean[] = [true];
  for (let j = 0; j < text.length; j += 1) row.push(row[j] && skips[j]);
  for (const token of pattern) {
    const wide = (wildcards && token === '*') || (loose && isOpen(token));
    const next: boolean[] = [wide && row[0]];
    for (let j = 1; j <= text.length; j += 1) {
      const other = text[j - 1];
      const same = token === other || (wildcards && token === '?' && other.length === 1);
      next.push((row[j - 1] && (same || wide)) || (wide && (row[j] || next[j - 1])) || (skips[j - 1] && (next[j - 1] || row[j])));
    }
    row = next;
  }
  return row[text.length];
}

/** The six parts of an ARN, or undefined when it is not whole. */
function fields(text: readonly string[]): readonly (readonly string[])[] | undefined {
  if (text.slice(0, 4).join('') !== 'arn:') return undefined;
  const parts: string[][] = [[]];
  for (const token of text) {
    if (token === ':' && parts.length < 6) parts.push([]);
    else parts[parts.length - 1].push(token);
  }
  return parts.length === 6 ? parts : undefined;
}
