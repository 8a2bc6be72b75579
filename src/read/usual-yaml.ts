import { Event, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, ScalarEvent } from 'js-yaml';
import { Json, JsonObject } from './file';
import { Key, Positions } from './positions';
import { inLongForm, longForms } from './short-forms';

/** Thrown for what is left to the other parser, which knows all of YAML and says where something is wrong. */
const unusual = Symbol('unusual');

/**
 * The content of a template that is written in what nearly all of them are: one document with a map in it, without anchors and
 * merges, with no other tags than the short forms of CloudFormation, and no key twice. Nothing for the others.
 */
export function usualYaml(text: string): JsonObject | undefined {
  try {
    return (latest = new Reader(text)).content();
  } catch (error) {
    if (error !== unusual) throw error;
    return undefined;
  }
}

/** Where the keys stand in a text that `usualYaml` reads. */
export function usualYamlPositions(text: string): Positions {
  const reader = latest?.text === text ? latest : new Reader(text);
  return new Positions(text, { offset: 0, below: () => reader.keys() });
}

/** Mostly it is the text that was read last whose positions are asked for. Events take many times the room of their text, so others are parsed again. */
let latest: Reader | undefined;

/** What the two parsers take for different things, or only one of them for an error. */
const disputed = /\t|\r(?!\n)|[\ufeff\u0085\u2028\u2029]/;

/** What may stand before the first key: comments, and the line that says that a document begins. */
const before = /^(?: *(?:#.*)?\r?\n)*(?:---(?: +#.*| *)\r?\n(?: *(?:#.*)?\r?\n)*| *)$/;

/** Longer keys are an error, with what is between them and their colon: https://yaml.org/spec/1.2.2/#flow-pair */
const longestKey = 1_000;

class Reader {
  private readonly events: readonly Event[];
  private next = 0;

  constructor(public readonly text: string) {
    if (disputed.test(text)) throw unusual;
    this.events = eventsIn(text);
    const [document, root] = this.events;
    if (document?.type !== EVENT_ID.DOCUMENT || document.explicitEnd || root.type !== EVENT_ID.MAPPING || root.tagStart >= 0) throw unusual;
    if (!before.test(text.slice(0, root.start))) throw unusual;
    this.next = 1;
  }

  public content(): JsonObject {
    const content = this.value() as JsonObject;
    this.end();
    return content;
  }

  /** Of the value that begins with that event; without it, of the document. A short form has none: it is not what is written there. */
  public keys(from = 1): Map<string, Key> | undefined {
    const event = this.events[from];
    if (event.type !== EVENT_ID.MAPPING || from > 1 && event.tagStart >= 0) return undefined;
    const keys = new Map<string, Key>();
    this.next = from + 1;
    while (this.events[this.next].type !== EVENT_ID.POP) {
      const key = this.events[this.next++] as ScalarEvent;
      const value = this.next;
      keys.set(this.key(key), { offset: offsetOf(key), below: () => this.keys(value) });
      this.skip();
    }
    return keys;
  }

  /** One document, and nothing behind it. */
  private end(): void {
    if (this.events[this.next].type !== EVENT_ID.POP || this.next !== this.events.length - 1) throw unusual;
  }

  private value(): Json {
    const event = this.events[this.next++];
    if (event.type === EVENT_ID.SCALAR) return this.scalar(event);
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING || event.anchorStart >= 0) throw unusual;
    const inner = event.type === EVENT_ID.SEQUENCE ? this.list() : this.map();
    return event.tagStart < 0 ? inner : { [this.longForm(event)]: inner };
  }

  private list(): Json[] {
    const list: Json[] = [];
    while (this.events[this.next].type !== EVENT_ID.POP) list.push(this.value());
    this.next += 1;
    return list;
  }

  private map(): JsonObject {
    const map: JsonObject = {};
    for (let event = this.events[this.next++]; event.type !== EVENT_ID.POP; event = this.events[this.next++]) {
      const key = this.key(event);
      if (map[key] !== undefined) throw unusual; // written twice, or something that every object has
      map[key] = this.value();
    }
    return map;
  }

  private key(event: Event): string {
    if (event.type !== EVENT_ID.SCALAR || event.style > SCALAR_STYLE.DOUBLE_QUOTED || event.tagStart >= 0 || event.valueStart < 0) throw unusual;
    if (this.text.indexOf(':', event.valueEnd) - event.valueStart > longestKey || this.hasMark(event)) throw unusual;
    const key = this.scalar(event);
    if (key === null || key === '<<') throw unusual;
    return String(key);
  }

  /** Whether a question mark says that it is a key. */
  private hasMark(key: ScalarEvent): boolean {
    let at = offsetOf(key) - 1;
    while (at >= 0 && isSpace(this.text.charCodeAt(at))) at -= 1;
    return this.text[at] === '?' && (at === 0 || ' \n[{,'.includes(this.text[at - 1]));
  }

  private scalar(event: ScalarEvent): Json {
    if (event.anchorStart >= 0) throw unusual;
    const text = getScalarValue(this.text, event);
    if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) this.block(event, text);
    if (event.tagStart >= 0) return { [this.longForm(event)]: inLongForm(this.tag(event), text) };
    return event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text;
  }

  /** One that says how far it is indented, and one without text, are read in different ways. */
  private block({ valueStart }: ScalarEvent, text: string): void {
    const header = this.text.slice(this.text.lastIndexOf('\n', valueStart - 2) + 1, valueStart);
    if (!/[|>][-+]?(?: +#.*| *)\r?\n$/.test(header) || text.trim() === '') throw unusual;
  }

  private longForm(event: { readonly tagStart: number; readonly tagEnd: number }): string {
    const key = longForms.get(this.tag(event));
    if (key === undefined) throw unusual;
    return key;
  }

  private tag({ tagStart, tagEnd }: { readonly tagStart: number; readonly tagEnd: number }): string {
    return this.text.slice(tagStart, tagEnd);
  }

  private skip(): void {
    let depth = 0;
    do {
      const { type } = this.events[this.next++];
      if (type === EVENT_ID.POP) depth -= 1;
      else if (type !== EVENT_ID.SCALAR) depth += 1;
    } while (depth > 0);
  }
}

function eventsIn(text: string): Event[] {
  try {
    return parseEvents(text, {});
  } catch {
    throw unusual; // the other parser says in its own words what is wrong
  }
}

/** Space, line feed, carriage return. */
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d;

/** With its quote. */
const offsetOf = ({ style, valueStart }: ScalarEvent): number => (style === SCALAR_STYLE.PLAIN ? valueStart : valueStart - 1);

/** What stands without quotes, in the core schema of YAML 1.2: https://yaml.org/spec/1.2.2/#103-core-schema */
function plainValue(text: string): Json {
  // Most are names, and begin with none of these.
  if (!/^(?:[-+.\d~nNtTfF]|$)/.test(text)) return text;
  if (/^(?:~|[Nn]ull|NULL)?$/.test(text)) return null;
  if (/^(?:[Tt]rue|TRUE)$/.test(text)) return true;
  if (/^(?:[Ff]alse|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text)) return parseInt(text, 10);
  if (/^0o[0-7]+$/.test(text)) return parseInt(text.slice(2), 8);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return parseInt(text.slice(2), 16);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)$/.test(text)) return parseFloat(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? NaN : text;
}
