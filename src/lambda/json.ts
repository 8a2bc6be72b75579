import { isObject, Pointer, Text, Unknown, Value } from '../model/value';

/**
 * Policies, state machines and inputs are objects, or the same as JSON text. References in such a text (`Fn::Sub`,
 * `Fn::Join`) stay references. Undefined for what is no JSON at all.
 */
export function fromJson(value: Value): Value {
  if (typeof value === 'string') return parse(value, []);
  if (!(value instanceof Text)) return value;
  const references: (Pointer | Unknown)[] = [];
  return parse(marked(value, references), references) ?? new Unknown('a JSON text that is complete at deployment only');
}

function parse(text: string, references: readonly (Pointer | Unknown)[]): Value {
  try {
    const parsed = JSON.parse(text) as Value;
    return isObject(parsed) || Array.isArray(parsed) ? restored(parsed, references) : undefined;
  } catch {
    return undefined;
  }
}

/** Private-use characters: legal in a JSON string, and in no template. */
const start = '\uE000';
const end = '\uE001';

/** The text with a mark in the place of each reference; in quotes, where the reference stands for a number or flag. */
function marked(text: Text, references: (Pointer | Unknown)[]): string {
  let quoted = false;
  let whole = '';
  for (const part of text.parts) {
    if (typeof part !== 'string') {
      const mark = `${start}${references.push(part) - 1}${end}`;
      whole += quoted ? mark : `"${mark}"`;
      continue;
    }
    for (const [sign] of part.matchAll(/\\.|"/g)) if (sign === '"') quoted = !quoted;
    whole += part;
  }
  return whole;
}

function restored(value: Value, references: readonly (Pointer | Unknown)[]): Value {
  if (references.length === 0) return value;
  if (Array.isArray(value)) return value.map((item: Value) => restored(item, references));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restored(inner, references)]));
  if (typeof value !== 'string' || !value.includes(start)) return value;
  const parts = value.split(new RegExp(`${start}(\\d+)${end}`)).map((piece, index) => (index % 2 === 0 ? piece : references[Number(piece)])).filter((piece) => piece !== '');
  return parts.length === 1 ? parts[0] : new Text(parts);
}
