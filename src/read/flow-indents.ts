import { Lexer } from 'yaml';

/** What the lexer says where a flow collection ends for want of spaces. */
const broken = '\u0018';

/** A text whose flow collections are indented as YAML asks for, and which of its lines got so many spaces for that. */
export interface Indented {
  readonly text: string;
  /** Counted from 0. */
  readonly lines: ReadonlySet<number>;
  readonly spaces: number;
  /** The offset of the same place as it was given. */
  given(offset: number): number;
}

/**
 * YAML wants lines within `{ }` and `[ ]` to be indented more than the key before them. CloudFormation, the AWS CLI and SAM take any
 * number of spaces, which mean nothing there: https://yaml.org/spec/1.2.2/#rule-s-flow-line-prefix
 */
export function withFlowIndents(text: string): Indented {
  const lines = text.split('\n');
  const indented = new Set<number>();
  for (let from = 0; from < lines.length;) {
    const found = firstBroken(lines.slice(from).join('\n'));
    const first = from + (found?.line ?? lines.length);
    const end = found ? endOfFlow(lines.slice(first).join('\n '), found.level) : undefined;
    if (end === undefined) break;
    for (let line = first; line <= first + end; line += 1) indented.add(line);
    from = first + end + 1;
  }
  // More than any other line has before its text, or gets when something is added.
  const spaces = 100 + lines.reduce((longest, line) => Math.max(longest, line.length - line.trimStart().length), 0);
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

/** The line at which a flow collection ends for want of spaces, and how many are open there. */
function firstBroken(text: string): { readonly line: number; readonly level: number } | undefined {
  for (const { token, line, level } of levels(text)) if (token === broken) return { line, level };
  return undefined;
}

/** The line with the bracket that closes the last of so many collections, given that all lines but the first are indented. */
function endOfFlow(text: string, open: number): number | undefined {
  for (const { token, line, level } of levels(`${'['.repeat(open)} ${text}`)) {
    if (token === broken) return undefined;
    if (level === 0 && /^[\]}]$/.test(token)) return line;
  }
  return undefined;
}

function* levels(text: string): Iterable<{ readonly token: string; readonly line: number; readonly level: number }> {
  let [line, level] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '{' || token === '[') level += 1;
    if (token === '}' || token === ']') level -= 1;
    yield { token, line, level };
    line += token.split('\n').length - 1;
  }
}
