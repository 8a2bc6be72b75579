import { Json } from '../read/file';

/** Where a value stands in the text of a template. Offsets count from the text without byte order mark. */
export interface Spot {
  /** `nothing` is a value that is not written at all; `odd` one that no edit goes into. */
  readonly kind: 'map' | 'list' | 'scalar' | 'nothing' | 'alias' | 'odd';
  /** Of its anchor and tag, where it has them. */
  readonly start: number;
  /** Of the value itself. */
  readonly body: number;
  /** Behind its last character; of a block scalar, before the last line end. */
  readonly end: number;
  /** Behind what stands in its first line where the rest begins in the next one: `&a`, `!Join`, `|-`. */
  readonly head?: number;
  /** Written in brackets. */
  readonly flow?: boolean;
  /** In writing order; a key may be there twice. */
  readonly items: readonly Item[];
  /** Behind the comma after the last item of a flow collection. */
  readonly comma?: number;
  /** `!Sub`, with the exclamation mark. */
  readonly tag?: string;
  /** The name of an anchor, or what an alias refers to. */
  readonly anchor?: string;
  /** A block scalar that keeps the blank lines behind it. */
  readonly keeps?: boolean;
}

/** An entry of a map or list. */
export interface Item {
  /** Of the key or the dash; of the value where there is neither. */
  readonly start: number;
  /** Undefined in lists, and for keys that are no text. */
  readonly key?: string;
  /** Behind the colon or dash; behind the key where there is no colon. */
  readonly mark: number;
  /** Whether there is a colon or dash. */
  readonly marked: boolean;
  readonly value: Spot;
}

/** A template that knows where everything stands. */
export interface Read {
  readonly text: string;
  readonly root: Spot;
  readonly json: boolean;
  /** Spots with an anchor that some alias refers to. */
  readonly shared: readonly Spot[];
  /** The value without anything of YAML in it, as `parseFile` has it. */
  plain(spot: Spot): Json;
}

const short = /^![A-Za-z]/;

/** `!Ref`, `!Sub`, …; `!!str` and the like are of YAML. */
export const isShortForm = (tag: string | undefined): tag is string => tag !== undefined && short.test(tag);

/** What a short form stands for. */
export const longName = (tag: string): string => (tag === '!Ref' || tag === '!Condition' ? tag.slice(1) : `Fn::${tag.slice(1)}`);

/** The function in this map: keys have no place beside it. `Fn::ForEach` and, in a section, `Fn::Transform` stand among other keys. */
export function functionOf(keys: readonly string[], depth = Infinity): string | undefined {
  if (keys.length === 1 && keys[0] === 'Ref') return 'Ref';
  return keys.find((key) => key.startsWith('Fn::') && !key.startsWith('Fn::ForEach') && !(key === 'Fn::Transform' && depth <= 1));
}

/** Starts of lines are looked for backwards, ends forwards. */
export const lineStart = (text: string, offset: number): number => (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);

/** Before the line end, whichever of the two it is. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return at > offset && text[at - 1] === '\r' ? at - 1 : at;
}

/** The white space that a line starts with. */
export const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];
