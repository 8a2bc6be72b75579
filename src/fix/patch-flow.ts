import { Splice } from './patch-block';
import { indentAt, Item, Read, Spot } from './patch-spot';
import { isJson, Style } from './patch-style';
import { Flow, flow, flowEntry } from './patch-write';
import { Json } from '../read/file';

/** How to write inside of these brackets, and how far in their items are where each has its own line. */
export interface Brackets extends Flow {
  readonly indent?: string;
}

export function brackets({ text, json }: Read, style: Style, spot: Spot, around?: Brackets): Brackets {
  const pure = around?.json ?? (json || isJson(text, spot));
  const [first] = spot.items;
  const how = pure && !json && around === undefined && first ? { ...style, ...seen(text, spot) } : style;
  if (first && !text.slice(spot.body, first.start).includes('\n')) return { ...around ?? how, json: pure, indent: undefined };
  const outer = indentAt(text, spot.body);
  if (!first) {
    const unit = around?.unit ?? (json ? style.unit : undefined);
    const several = unit !== undefined && (around ? around.indent !== undefined : true);
    return { ...around ?? how, json: pure, unit, indent: several ? outer + unit : undefined };
  }
  const indent = indentAt(text, first.start);
  return { ...around ?? how, json: pure, unit: pure && indent.startsWith(outer) && indent !== outer ? indent.slice(outer.length) : style.unit ?? '  ', indent };
}

/** JSON inside of YAML has its own habits. */
function seen(text: string, { items: [first] }: Spot): Partial<Style> {
  return first.marked ? { colon: text.slice(first.mark, first.value.start).startsWith(' ') ? ': ' : ':' } : {};
}

/** New items behind the last one; `parts` are their texts. */
export function appendInBrackets({ text }: Read, how: Brackets, { body, end, comma, items }: Spot, parts: readonly string[]): Splice[] {
  const last = items.at(-1);
  if (!last) return fillBrackets(text, how, { body, end }, parts);
  const { eol, indent } = how;
  const gap = indent === undefined ? how.comma.slice(1) : eol + indent;
  const lastEnd = Math.max(last.mark, last.value.end);
  const from = comma ?? lastEnd;
  // Items with lines of their own come behind the comments of the others.
  const at = indent === undefined ? from : from + text.slice(from, end - 1).trimEnd().length;
  if (comma !== undefined) return [{ from: at, to: at, text: parts.map((part) => `${gap}${part},`).join('') }];
  return [{ from: lastEnd, to: lastEnd, text: ',' }, { from: at, to: at, text: gap + parts.join(`,${gap}`) }];
}

function fillBrackets(text: string, { eol, indent, unit, pad, comma, json }: Brackets, { body, end }: Pick<Spot, 'body' | 'end'>, parts: readonly string[]): Splice[] {
  const inside = text.slice(body + 1, end - 1);
  const outer = indentAt(text, body);
  if (inside.includes('#') && !json) {
    const at = body + 1 + inside.trimEnd().length;
    return [{ from: at, to: at, text: parts.map((part) => `${eol}${outer}  ${part}`).join(',') }];
  }
  const padding = text[body] === '{' ? pad : '';
  const filled = indent === undefined || unit === undefined ? padding + parts.join(comma) + padding : `${eol}${indent}${parts.join(`,${eol}${indent}`)}${eol}${outer}`;
  return [{ from: body + 1, to: end - 1, text: filled }];
}

/** YAML has the values in one line. */
const indentIn = ({ json, indent }: Brackets) => (json ? indent : undefined);

export const entriesInBrackets = (how: Brackets, entries: readonly (readonly [key: string, value: Json])[]): string[] => (
  entries.map(([key, value]) => flowEntry(key, value, how, indentIn(how)))
);

export const itemsInBrackets = (how: Brackets, values: readonly Json[]): string[] => values.map((value) => flow(value, how, indentIn(how)));

/** Another value of an item in brackets. */
export function replaceInBrackets(how: Brackets, { mark, marked, value: old }: Item, value: Json): Splice {
  const written = flow(value, how, indentIn(how));
  if (old.kind === 'nothing') return { from: mark, to: mark, text: `${marked ? ' ' : ': '}${written}` };
  return { from: old.start, to: old.end, text: written };
}
