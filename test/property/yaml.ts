import { isJsonObject, Json, JsonObject } from '../../src/read/file';

/** A template as people write it: YAML in blocks, with the short forms of functions. */
export const yaml = (value: JsonObject): string => block(value, '').replace(/^\n/, '');

function block(value: Json, indent: string): string {
  if (Array.isArray(value) && value.length > 0) return value.map((item) => `\n${indent}- ${below(item, `${indent}  `)}`).join('');
  if (!isJsonObject(value) || Object.keys(value).length === 0 || short(value) !== undefined) return ` ${inLine(value)}`;
  return Object.entries(value).map(([key, inner]) => `\n${indent}${scalar(key)}:${block(inner, `${indent}  `)}`).join('');
}

/** The first line of it stands behind the dash. */
const below = (value: Json, indent: string): string => block(value, indent).replace(/^\n? */, '');

function inLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (!isJsonObject(value)) return scalar(value);
  return short(value) ?? (Object.keys(value).length === 0 ? '{}' : `{ ${Object.entries(value).map(([key, inner]) => `${scalar(key)}: ${inLine(inner)}`).join(', ')} }`);
}

/** `!GetAtt Queue.Arn`; YAML takes no tag behind a tag, so a function in a function is written in full there. */
function short(value: JsonObject): string | undefined {
  const [[key, inner] = ['', null], ...more] = Object.entries(value);
  if (more.length > 0 || key !== 'Ref' && key !== 'Condition' && !key.startsWith('Fn::')) return undefined;
  if (key === 'Condition' && typeof inner !== 'string') return undefined;
  const tag = `!${key.replace('Fn::', '')}`;
  if (key === 'Fn::GetAtt' && Array.isArray(inner)) return `${tag} ${inner.join('.')}`;
  if (isJsonObject(inner)) return `{ ${scalar(key)}: ${inLine(inner)} }`;
  return `${tag} ${inLine(inner)}`;
}

const scalar = (value: Json): string => (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value) ? value : JSON.stringify(value));
