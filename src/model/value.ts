/**
 * What a property of a template can be once references are followed: plain JSON, except for the three things below.
 * Absent properties and `AWS::NoValue` are `undefined`.
 */
export type Value = string | number | boolean | null | undefined | Pointer | Text | Unknown | readonly Value[] | { readonly [key: string]: Value };

export type Properties = { readonly [key: string]: Value };

/** A reference to a resource of the same app, whatever stack it lives in. `Ref` is an attribute like any other. */
export class Pointer {
  constructor(public readonly resource: PointedAt, public readonly attribute: string) {}
}

/** The part of a resource that a pointer needs; the whole of it is `Resource`. */
export interface PointedAt {
  readonly key: string;
  readonly id: string;
  readonly type: string;
}

/** A string of which some pieces are references or unknown, such as an ARN put together from a name. */
export class Text {
  constructor(public readonly parts: readonly (string | Pointer | Unknown)[]) {}
}

/** A value that the template alone does not tell, and why. */
export class Unknown {
  constructor(public readonly reason: string) {}
}

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;

export const isObject = (value: unknown): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
  && !(value instanceof Pointer) && !(value instanceof Text) && !(value instanceof Unknown);

/** The value below a chain of property names; unknown when something on the way is, undefined when something is absent. */
export function at(value: Value, ...keys: (string | number)[]): Value {
  let here = value;
  for (const key of keys) {
    if (here instanceof Unknown) return here;
    if (Array.isArray(here)) here = here[Number(key)];
    else if (isObject(here)) here = here[key];
    else return undefined;
  }
  return here;
}

/** A list, or a single value as a list of one, as CloudFormation and SAM often allow. Absent is empty. */
export function list(value: Value): readonly Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.filter((item) => item !== undefined) : [value];
}

/** A number, also when written as a string; `fallback` when absent; unknown when it cannot be told. */
export function number<T extends number | undefined>(value: Value, fallback: T): number | T | Unknown {
  if (value === undefined || value === null || value === '') return fallback;
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && Number.isFinite(Number(value))) return Number(value);
  return value instanceof Unknown ? value : new Unknown('not a plain number');
}

/** A flag, also when written as a string, the way CloudFormation reads it. */
export function flag(value: Value, fallback: boolean): boolean | Unknown {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'True') return true;
  if (value === 'false' || value === 'False') return false;
  return value instanceof Unknown ? value : new Unknown('not a plain true or false');
}

/** A fully known string, or undefined. */
export function string(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The pieces of anything that can stand in a string. */
export function pieces(value: Value): readonly (string | Pointer | Unknown)[] {
  if (value instanceof Text) return value.parts;
  if (value instanceof Pointer || value instanceof Unknown) return [value];
  const known = string(value);
  return known === undefined ? [] : [known];
}

/** How a value is shown to people: references as `${Id.Attribute}`, as in a template. */
export function show(value: Value): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Array) return value.map(show).join(',');
  if (isObject(value)) return JSON.stringify(value, (_, inner: Value) => (inner instanceof Pointer || inner instanceof Text || inner instanceof Unknown ? show(inner) : inner));
  return pieces(value).map((part) => {
    if (part instanceof Pointer) return part.attribute === 'Ref' ? `\${${part.resource.id}}` : `\${${part.resource.id}.${part.attribute}}`;
    return part instanceof Unknown ? `(${part.reason})` : part;
  }).join('');
}
