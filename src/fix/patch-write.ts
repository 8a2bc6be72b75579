import { Style } from './patch-style';
import { literal, yamlText } from './patch-words';
import { Json, isJsonObject } from '../read/file';

/** What stands behind a colon or dash, and the lines below, as far in as they are from the key or dash. */
export interface Written {
  readonly head: string;
  readonly lines: readonly string[];
}

/** Functions whose short form AWS documents; `Fn::Transform` and `Fn::ForEach` are not values. */
const short = new Map<string, string>(['Base64', 'Cidr', 'FindInMap', 'GetAtt', 'GetAZs', 'ImportValue', 'Join', 'Length', 'Select', 'Split', 'Sub', 'ToJsonString', 'And', 'Equals', 'If', 'Not', 'Or']
  .map((name) => [`Fn::${name}`, `!${name}`]));
short.set('Ref', '!Ref');

/** The tag and what comes behind it, of functions that can be written so; one tag right behind another is not YAML. */
function shortForm(value: Json): { readonly tag: string; readonly argument: string | Json[] } | undefined {
  if (!isJsonObject(value)) return undefined;
  const [[name, argument] = ['', null], second] = Object.entries(value);
  const tag = short.get(name);
  if (!tag || second) return undefined;
  if (name === 'Fn::GetAtt') {
    if (!Array.isArray(argument)) return undefined;
    const [resource, attribute] = argument;
    if (argument.length === 2 && typeof resource === 'string' && typeof attribute === 'string' && resource !== '' && !resource.includes('.')) return { tag, argument: `${resource}.${attribute}` };
    return { tag, argument };
  }
  return typeof argument === 'string' || Array.isArray(argument) ? { tag, argument } : undefined;
}

/** In block style. Without `literals`, texts of several lines are written in one, in quotes. */
export function block(value: Json, style: Style & { readonly literals: boolean }, below: 'key' | 'dash'): Written {
  const own = style.short ? shortForm(value) : undefined;
  const inner = own ? own.argument : value;
  const tag = own ? [own.tag] : [];
  if (typeof inner === 'string') {
    const lines = style.literals ? literal(inner) : undefined;
    return { head: [...tag, lines?.head ?? yamlText(inner, style)].join(' '), lines: indented(lines?.lines ?? [], below === 'dash' ? 2 : style.step) };
  }
  if (typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0) return { head: [...tag, JSON.stringify(inner)].join(' '), lines: [] };
  const lines = Array.isArray(inner) ? items(inner, style) : Object.entries(inner).flatMap(([key, its]) => entry(key, its, style));
  if (below === 'key') return { head: tag.join(), lines: indented(lines, Array.isArray(inner) && !own ? style.listStep : style.step) };
  return own ? { head: own.tag, lines: indented(lines, 2) } : { head: lines[0], lines: indented(lines.slice(1), 2) };
}

/** The lines of an entry of a map. */
export const entry = (key: string, value: Json, style: Style & { readonly literals: boolean }): string[] => led(`${yamlText(key, { ...style, key: true })}:`, block(value, style, 'key'));

/** The lines of entries of a list. */
export const items = (values: readonly Json[], style: Style & { readonly literals: boolean }): string[] => values.flatMap((value) => led('-', block(value, style, 'dash')));

const led = (mark: string, { head, lines }: Written): string[] => [head ? `${mark} ${head}` : mark, ...lines];

export const indented = (lines: readonly string[], by: number): string[] => lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));

/** How to write inside of brackets. */
export interface Flow extends Style {
  readonly json: boolean;
}

/** In brackets; over several lines where the line that it begins in has an indent. */
export function flow(value: Json, how: Flow, indent?: string): string {
  if (typeof value === 'string') return how.json ? JSON.stringify(value) : yamlText(value, { ...how, flow: true });
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const own = !how.json && how.short ? shortForm(value) : undefined;
  if (own) return `${own.tag} ${flow(own.argument, how)}`;
  const { length } = Object.keys(value);
  const list = Array.isArray(value);
  if (length === 0) return list ? '[]' : '{}';
  const [first] = Object.keys(value);
  const inLine = list ? how.listsInLine && value.every((item) => typeof item !== 'object') : length === 1 && how.functionsInLine && (first === 'Ref' || first.startsWith('Fn::'));
  const [unit, inside] = indent === undefined || how.unit === undefined || inLine ? ['', undefined] : [how.unit, indent + how.unit];
  const parts = list ? value.map((item) => flow(item, how, inside)) : Object.entries(value).map(([key, its]) => flowEntry(key, its, how, inside));
  if (inside !== undefined) return `${list ? '[' : '{'}${how.eol}${indent}${unit}${parts.join(`,${how.eol}${indent}${unit}`)}${how.eol}${indent}${list ? ']' : '}'}`;
  return list ? `[${parts.join(how.comma)}]` : `{${how.pad}${parts.join(how.comma)}${how.pad}}`;
}

/** YAML takes a colon without space only behind quotes. */
export const flowEntry = (key: string, value: Json, how: Flow, indent?: string): string => `${how.json ? `${JSON.stringify(key)}${how.colon}` : `${yamlText(key, { ...how, flow: true, key: true })}: `}${flow(value, how, indent)}`;
