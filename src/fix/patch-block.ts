import { Item, lineEnd, lineStart, Read, Spot } from './patch-spot';
import { blankBetween, columnOf, stepOf, Style } from './patch-style';
import { block, entry, indented, items } from './patch-write';
import { Json } from '../read/file';

/** A change of the text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const insert = (at: number, text: string): Splice => ({ from: at, to: at, text });

/** New entries of a map in block style, behind its last one and the comments that belong to it. */
export function appendEntries(read: Read, style: Style, map: Spot, around: Spot | undefined, entries: readonly (readonly [key: string, value: Json])[], blank: boolean): Splice {
  const { text } = read;
  const how = { ...style, step: stepOf(text, map, around, style), literals: true };
  return append(read, style, map, columnOf(text, map), entries.map(([key, value]) => entry(key, value, how)), blank);
}

/** New items of a list in block style. */
export function appendItems(read: Read, style: Style, list: Spot, around: Item | undefined, values: readonly Json[]): Splice {
  const { text } = read;
  const column = columnOf(text, list);
  // Where dashes are as far in as the keys around them, so are the comments of the next key.
  const comments = around?.key !== undefined && columnOf(text, { ...list, items: [around] }) === column ? column + 1 : column;
  return append(read, style, list, comments, values.map((value) => items([value], { ...style, literals: true })), blankBetween(text, list) ?? false);
}

function append({ text }: Read, { eol }: Style, to: Spot, comments: number, parts: readonly string[][], blank: boolean): Splice {
  const end = lineEnd(text, to.end);
  const keeps = keepsBlanks(to);
  const lines = parts.flatMap((part) => [...blank && !keeps ? [''] : [], ...indented(part, columnOf(text, to))]);
  return insert(keeps ? end : behindComments(text, end, comments), lines.map((line) => eol + line).join(''));
}

/** Whether blank lines behind this would be part of the text that it ends with. */
const keepsBlanks = ({ keeps, items: inner }: Spot): boolean => keeps ?? (inner.length > 0 && keepsBlanks(inner[inner.length - 1].value));

/** The end of the last comment line that is at least as far in. */
function behindComments(text: string, end: number, column: number): number {
  let behind = end;
  for (let at = end; at < text.length;) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0) break;
    const line = text.slice(at, lineEnd(text, at));
    const comment = line.indexOf('#');
    if (comment >= column && line.slice(0, comment).trim() === '') behind = at + line.length;
    else if (line.trim() !== '') break;
    at += line.length;
  }
  return behind;
}

/** Another value of an entry in block style. Comments above and behind it stay. */
export function replaceInBlock({ text }: Read, style: Style, item: Item, around: Spot, aroundThat: Spot | undefined, value: Json): Splice[] {
  const old = item.value;
  const column = item.start - lineStart(text, item.start);
  const step = around.kind === 'map' ? stepOf(text, around, aroundThat, style) : style.step;
  const write = (literals: boolean) => {
    const { head, lines } = block(value, { ...style, step, literals }, around.kind === 'map' ? 'key' : 'dash');
    return { head, lines: indented(lines, column).map((line) => style.eol + line).join('') };
  };
  const behind = lineEnd(text, old.end);
  // A comment below a block scalar would be read as a part of it.
  const followed = behindComments(text, behind, 0) > behind;

  if (old.kind === 'nothing') {
    const { head, lines } = write(!followed);
    return [insert(item.mark, head && ` ${head}`), insert(behindComments(text, behind, column + 1), lines)];
  }
  const gap = text.slice(item.mark, old.start);
  if (gap.includes('\n')) {
    const comments = gap.trimEnd();
    const { head, lines } = write(!followed && !comments.includes('\n'));
    return [insert(item.mark, head && ` ${head}`), { from: item.mark + comments.length, to: old.end, text: '' }, insert(behind, lines)];
  }
  // Of a value that begins in this line and goes on in the next one, the comment behind its first line stays as well.
  const rest = restOf(text, old);
  const { head, lines } = write(!followed && (rest === undefined || !text.slice(old.head, rest).includes('\n')));
  // Behind a dash the keys of a map stand below each other.
  const replaced = { from: item.mark, to: old.head ?? old.end, text: head && (item.key === undefined && lines ? ' ' : gap) + head };
  return [replaced, ...rest === undefined ? [] : [{ from: rest, to: Math.max(rest, old.end), text: '' }], insert(behind, lines)];
}


/** Where the rest of a value begins that goes on in the next line: behind its first line and comments below that. */
function restOf(text: string, { head, body }: Spot): number | undefined {
  if (head === undefined) return undefined;
  return head > body ? lineEnd(text, head) : head + text.slice(head, body).trimEnd().length;
}
