import { Lexer } from 'yaml';

/** What the lexer says where a flow collection ends for want of spaces. */
const broken = '\u0018';

/** Characters that may be added. */
const most = 50_000_000;

/** A text whose flow collections and quoted texts are indented as YAML asks for, and which of its lines got so many spaces for that. */
export interface Indented {
  readonly text: string;
  /** Counted from 0. */
  readonly lines: ReadonlySet<number>;
  readonly spaces: number;
  /** The offset of the same place as it was given. */
  given(offset: number): number;
}

/**
 * YAML wants lines within `{ }`, `[ ]` and quotes to be indented more than the key before them. CloudFormation, the AWS CLI and SAM take
 * any number of spaces, which mean nothing there: https://yaml.org/spec/1.2.2/#rule-s-flow-line-prefix
 */
export function withFlowIndents(text: string): Indented {
  const lines = text.split('\n');
  const indented = new Set<number>();
  let [from, begin] = [0, 0];
  while (from < lines.length) {
    const found = firstBroken(text.slice(begin));
    const first = from + (found?.line ?? lines.length);
    const end = found ? endOfFlow(lines, first, found) : undefined;
    if (end === undefined) break;
    for (let line = first; line <= end; line += 1) indented.add(line);
    for (; from <= end; from += 1) begin += lines[from].length + 1;
  }
  // More than any other line has before its text, or gets when something is added.
  const spaces = 100 + lines.reduce((longest, line) => Math.max(longest, line.length - line.trimStart().length), 0);
  // Written out, a file of a few lines could be larger than what can be held.
  if (indented.size * spaces > most) return { text, lines: new Set(), spaces: 0, given: (offset) => offset };
  const shown = lines.map((line, index) => (indented.has(index) ? ' '.repeat(spaces) + line : line));
  const starts: number[] = [];
  shown.reduce((start, line, index) => {
    if (indented.has(index)) starts.push(start);
    return start + line.length + 1;
  }, 0);
  return {
    text: shown.join('\n'), lines: indented, spaces,
    given: (offset) => offset - starts.reduce((added, start) => added + Math.min(spaces, Math.max(0, offset - start)), 0),
  };
}

/** What ends for want of spaces. */
interface Cut {
  /** The first line that lacks them. */
  readonly line: number;
  /** How many collections are open there. */
  readonly level: number;
  /** The quote that is open there. */
  readonly quote: string;
}

function firstBroken(text: string): Cut | undefined {
  for (const { token, line, level } of levels(text)) {
    if (token === broken) return { line, level, quote: '' };
    if (isOpenQuote(token)) return { line: line + linesIn(token) + 1, level, quote: token[0] };
  }
  return undefined;
}

/** The line that ends what was cut, given that it and those before it are indented. Looks as far as it has to, so that many of them take no longer than one. */
function endOfFlow(lines: readonly string[], first: number, { level: open, quote }: Cut): number | undefined {
  for (let window = 8; ; window *= 4) {
    const text = `${'['.repeat(open)} ${quote}${lines.slice(first, first + window).join('\n ')}`;
    for (const { token, line, level } of levels(text)) {
      if (token === broken || isOpenQuote(token)) break;
      if (level === 0 && (open === 0 ? token[0] === quote : /^[\]}]$/.test(token))) return first + line + linesIn(token);
    }
    if (first + window >= lines.length) return undefined;
  }
}

/** A quoted text that the lexer ends before its last quote: what stands there instead is escaped, by a backslash or by another quote. */
function isOpenQuote(token: string): boolean {
  const escape = token[0] === '"' ? '\\' : token[0] === '\'' ? '\'' : undefined;
  if (escape === undefined) return false;
  let last = token.length - 1;
  while (last > 1 && token[last - 1] === escape) last -= 1;
  return last < 1 || token[token.length - 1] !== token[0] || (token.length - 1 - last) % 2 === 1;
}

const linesIn = (token: string): number => token.split('\n').length - 1;

function* levels(text: string): Iterable<{ readonly token: string; readonly line: number; readonly level: number }> {
  let [line, level] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '{' || token === '[') level += 1;
    if (token === '}' || token === ']') level -= 1;
    yield { token, line, level };
    line += linesIn(token);
  }
}
