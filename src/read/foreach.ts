import { isJsonObject, Json, JsonObject, plainText } from './file';

/** `Fn::ForEach::Name: [variable, list, body]`, of the transform AWS::LanguageExtensions, written out where the list is known. */
const loop = /^Fn::ForEach::/;

/** Values and keys that loops may make, of which a turn counts as so many. */
const most = 200_000;
const turn = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html, which nobody raises. */
const mostResources = 500;

interface Room { left: number }

class NoRoom extends Error {}

export function expandLoops(template: JsonObject, remarks: string[]): JsonObject {
  // Nearly no template has one; those that have say so, as the transform makes it possible.
  if (!JSON.stringify(template.Transform ?? '').includes('AWS::LanguageExtensions')) return template;
  const sections = ['Resources', 'Outputs', 'Conditions'].filter((name) => isJsonObject(template[name]));
  const room = { left: most };
  try {
    const expanded = Object.fromEntries(sections.map((name) => [name, expand(template[name] as JsonObject, template, remarks, room)]));
    const made = sizeOf(expanded.Resources);
    if (made > mostResources && made > sizeOf(template.Resources)) throw new NoRoom();
    return { ...template, ...expanded };
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error;
    remarks.push('the loops were left out: they make more than a template can have');
    return template;
  }
}

const sizeOf = (section: Json | undefined): number => Object.keys(section ?? {}).length;

function expand(section: JsonObject, template: JsonObject, remarks: string[], room: Room): JsonObject {
  const written = Object.create(null) as JsonObject;
  for (const [key, value] of Object.entries(section)) {
    if (!loop.test(key)) {
      written[key] = inside(value, template, remarks, room);
      continue;
    }
    const [variable, items, body] = Array.isArray(value) ? value : [];
    const list = listOf(items, template);
    if (typeof variable !== 'string' || !list || !isJsonObject(body)) {
      remarks.push(`${key} was left out: its list is known at deployment only`);
      written[key] = value;
      continue;
    }
    for (const item of list) {
      room.left -= turn;
      Object.assign(written, expand(replace(body, variable, item, room) as JsonObject, template, remarks, room));
    }
  }
  return written;
}

function inside(value: Json, template: JsonObject, remarks: string[], room: Room): Json {
  if (Array.isArray(value)) return value.map((item) => inside(item, template, remarks, room));
  return isJsonObject(value) ? expand(value, template, remarks, room) : value;
}

function listOf(items: Json | undefined, template: JsonObject): string[] | undefined {
  if (Array.isArray(items)) return items.every((item) => typeof item === 'string') ? items as string[] : undefined;
  if (!isJsonObject(items) || typeof items.Ref !== 'string' || !isJsonObject(template.Parameters)) return undefined;
  const parameter = template.Parameters[items.Ref];
  return isJsonObject(parameter) && typeof parameter.Default === 'string' ? parameter.Default.split(',').map((item) => item.trim()) : undefined;
}

/** Puts the item where the variable is named: `${Variable}` and `&{Variable}` in texts and keys, and `Ref: Variable`. */
function replace(node: Json, variable: string, item: string, room: Room): Json {
  room.left -= typeof node === 'string' ? 1 + node.length * item.length / 1_000 : 1;
  if (room.left < 0) throw new NoRoom();
  if (typeof node === 'string') return node.replaceAll(`\${${variable}}`, item).replaceAll(`&{${variable}}`, item.replace(/[^A-Za-z0-9]/g, ''));
  if (Array.isArray(node)) return node.map((inner) => replace(inner, variable, item, room));
  if (!isJsonObject(node)) return node;
  if (node.Ref === variable) return item;
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => [plainText(replace(key, variable, item, room)), replace(inner, variable, item, room)]));
}
