import { isJsonObject, Json, plainText } from './file';

/** Logical ids of what SAM makes for a function, by what templates may call it: `Fn.Alias`, `Fn.Version`, `Fn.DestinationQueue`, `Fn.DestinationTopic`. */
export type GivenNames = ReadonlyMap<string, string>;

/** The same with logical ids where such names are used. */
export function withLogicalIds(node: Json, names: GivenNames): Json {
  if (Array.isArray(node)) return node.map((item) => withLogicalIds(item, names));
  if (!isJsonObject(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => {
    switch (key) {
      case 'Ref': return [key, typeof inner === 'string' ? names.get(inner) ?? inner : inner];
      case 'Fn::GetAtt': return [key, attribute(inner, names)];
      case 'Fn::Sub': return [key, Array.isArray(inner) ? [substituted(inner[0], names), ...inner.slice(1).map((values) => withLogicalIds(values, names))] : substituted(inner, names)];
      default: return [key, withLogicalIds(inner, names)];
    }
  }));
}

function attribute(named: Json, names: GivenNames): Json {
  const text = Array.isArray(named) ? named.map(plainText).join('.') : named;
  if (typeof text !== 'string') return named;
  const [, name, rest] = /^([^.]+\.[^.]+)\.(.+)$/.exec(text) ?? [];
  const id = names.get(name);
  return id === undefined ? named : [id, rest];
}

const substituted = (text: Json, names: GivenNames): Json => (typeof text !== 'string' ? text
  : text.replace(/\$\{([^}.!]+\.[^}.]+)(\.[^}]+)?\}/g, (whole, name: string, rest = '') => (names.has(name) ? `\${${names.get(name)}${rest}}` : whole)));
