import { CST, parse, Parser } from 'yaml';
import { isShortForm, Item, longName, Read, Spot } from './patch-spot';
import { Json, JsonObject, isJsonObject } from '../read/file';

type Tokens = readonly CST.SourceToken[];

/** With what is asked for its value on demand. */
interface YamlSpot extends Spot {
  readonly token?: CST.Token;
}

const none: readonly Item[] = [];

/** Nothing says where its key ends. */
const isBare = ({ start, key, sep = [] }: CST.CollectionItem): boolean =>
  !(key && 'source' in key) && !sep.some(({ type }) => type === 'map-value-ind') && !start.some(({ type }) => type === 'explicit-key-ind');

const isProp = ({ type }: CST.SourceToken): boolean => type === 'anchor' || type === 'tag';

/**
 * Where everything stands in a text that `parseFile` takes.
 *
 * The parser of tokens is enough for that, and takes a quarter of the time of the one that makes a document of them.
 */
export function readYaml(text: string): Read {
  const anchored: Spot[] = [];
  const aliases = new Set<string>();

  const spot = (value: CST.Token | null | undefined, before: Tokens, nothingAt: number): YamlSpot => {
    const made = body(value, nothingAt);
    const props = before.some(isProp) ? before.filter(isProp) : [];
    const last = props.at(-1);
    if (!last) return made;
    const behind = last.offset + last.source.length;
    const anchor = props.find(({ type }) => type === 'anchor')?.source.slice(1);
    const all: YamlSpot = {
      ...made, start: props[0].offset, tag: props.find(({ type }) => type === 'tag')?.source, anchor: made.anchor ?? anchor, end: Math.max(made.end, behind),
      // An empty text with a tag or anchor is something that stands there.
      kind: made.kind === 'nothing' ? 'scalar' : made.kind, head: text.slice(behind, made.body).includes('\n') ? behind : made.head,
    };
    if (anchor !== undefined) anchored.push(all);
    return all;
  };

  const body = (value: CST.Token | null | undefined, nothingAt: number): YamlSpot => {
    if (!value) return nothing(nothingAt);
    const { offset: start } = value;
    switch (value.type) {
      case 'alias':
        aliases.add(value.source.slice(1));
        return { kind: 'alias', start, body: start, end: start + value.source.length, items: none, anchor: value.source.slice(1) };
      case 'scalar': case 'single-quoted-scalar': case 'double-quoted-scalar':
        return value.source === '' ? nothing(nothingAt) : { kind: 'scalar', start, body: start, end: start + value.source.length, items: none, token: value };
      case 'block-scalar': return blockScalar(value);
      case 'block-map': {
        const items = value.items.flatMap((item) => (item.key === undefined && !item.sep ? [] : [entry(item)]));
        return { kind: 'map', start: items[0].start, body: items[0].start, end: endOf(items), items };
      }
      case 'block-seq': {
        const items = value.items.flatMap(({ start: before, value: inner }): Item[] => {
          const dash = before.find(({ type }) => type === 'seq-item-ind');
          return dash ? [{ start: dash.offset, mark: dash.offset + 1, marked: true, value: spot(inner, before, dash.offset + 1) }] : [];
        });
        return { kind: 'list', start, body: start, end: endOf(items), items };
      }
      case 'flow-collection': return flowCollection(value);
      default: return { kind: 'odd', start, body: start, end: start, items: none };
    }
  };

  const nothing = (at: number): Spot => ({ kind: 'nothing', start: at, body: at, end: at, items: none });

  const blockScalar = (token: CST.BlockScalar): YamlSpot => {
    const { offset: start, props, source } = token;
    const header = props[0] as CST.SourceToken;
    const from = props.reduce((end, prop) => Math.max(end, prop.offset + ('source' in prop ? prop.source.length : 0)), start);
    const keeps = header.source.includes('+');
    // The last line end is the one of the line, whatever is added behind it.
    const lines = keeps ? source.replace(/\r?\n$/, '') : source.trimEnd();
    const end = lines === '' ? from - /\r?\n?$/.exec(text.slice(0, from).slice(-2))![0].length : from + lines.length;
    return { kind: 'scalar', start, body: start, end, head: header.offset + header.source.length, items: none, keeps, token };
  };

  const entry = ({ start, key, sep = [], value }: CST.CollectionItem): Item => {
    const mark = start.find(({ type }) => type === 'explicit-key-ind');
    const props = start.find(isProp);
    const colon = sep.find(({ type }) => type === 'map-value-ind');
    const keyEnd = colon ? colon.offset + 1 : key && 'source' in key ? key.offset + key.source.length : mark!.offset + 1;
    const at = (mark ?? props ?? key ?? colon)!.offset;
    return { start: at, key: keyText(key), mark: keyEnd, marked: colon !== undefined, value: spot(value, colon ? sep : [], keyEnd) };
  };

  const flowCollection = ({ offset: start, start: open, items: tokens, end: close }: CST.FlowCollection): Spot => {
    const isMap = open.source === '{';
    const items: Item[] = [];
    let comma: number | undefined;
    for (const item of tokens) {
      const { start: before, key, sep = [], value } = item;
      if (key === undefined && value === undefined && !sep.length) {
        const last = before.find(({ type }) => type === 'comma');
        if (last) comma = last.offset + 1;
      } else if (isMap && isBare(item)) {
        // A map or list as a key, without a value.
        const { start: at, end } = spot(key ?? value, before, start);
        items.push({ start: at, mark: at, marked: false, value: { kind: 'odd', start: at, body: at, end, items: none } });
      } else if (isMap) {
        items.push(entry(item));
      } else if (sep.some(({ type }) => type === 'map-value-ind') || before.some(({ type }) => type === 'explicit-key-ind')) {
        const { start: at, value: inner } = entry(item);
        items.push({ start: at, mark: at, marked: false, value: { kind: 'odd', start: at, body: at, end: inner.end, items: none } });
      } else {
        const inner = spot(value ?? key, before, start);
        items.push({ start: inner.start, mark: inner.start, marked: false, value: inner });
      }
    }
    return { kind: isMap ? 'map' : 'list', start, body: start, end: close[0].offset + 1, flow: true, items, comma };
  };

  const plain = (of: YamlSpot): Json => {
    const made = untagged(of);
    if (!isShortForm(of.tag)) return made;
    return { [longName(of.tag)]: of.tag === '!GetAtt' && typeof made === 'string' ? made.split(/\.(.*)/s, 2) : made };
  };

  const untagged = (of: YamlSpot): Json => {
    switch (of.kind) {
      case 'alias': {
        const meant = anchored.filter(({ anchor, start }) => anchor === of.anchor && start < of.start).at(-1);
        return meant ? plain(meant) : null;
      }
      case 'list': return of.items.map(({ value }) => plain(value));
      case 'map': return map(of);
      case 'scalar': return scalar(of.token, of.tag !== undefined);
      default: return null;
    }
  };

  const map = ({ items }: Spot): JsonObject => {
    const made: JsonObject = {};
    for (const { value } of items.filter(isMerge)) {
      const merged = plain(value);
      for (const one of Array.isArray(merged) ? merged : [merged]) {
        for (const [key, inner] of Object.entries(isJsonObject(one) ? one : {})) if (!Object.hasOwn(made, key)) made[key] = inner;
      }
    }
    for (const item of items) {
      if (item.key === undefined || isMerge(item)) continue;
      // Any name can be a key, as in what `parseFile` has.
      Object.defineProperty(made, item.key, { value: plain(item.value), enumerable: true, configurable: true, writable: true });
    }
    return made;
  };

  const isMerge = ({ key, start }: Item): boolean => key === '<<' && text[start] === '<';

  const [document] = [...new Parser().parse(text)].filter(({ type }) => type === 'document') as CST.Document[];
  const root = spot(document?.value, document?.start ?? [], 0);
  return { text, root, json: false, plain, shared: anchored.filter(({ anchor }) => aliases.has(anchor!)) };
}

const endOf = (items: readonly Item[]): number => items.reduce((end, { mark, value }) => Math.max(end, mark, value.end), 0);

const textOf = (token: CST.Token): string => (token.type === 'scalar' && !token.source.includes('\n') ? token.source : CST.resolveAsScalar(token as CST.FlowScalar).value);

function keyText(key: CST.Token | null | undefined): string | undefined {
  if (!key || !('source' in key)) return undefined;
  const value = scalar(key, false);
  return typeof value === 'string' ? value : value === null ? '' : String(value);
}

/** A plain text may be a number, a boolean or null; with a tag it is what it says. */
function scalar(token: CST.Token | undefined, tagged: boolean): Json {
  if (!token) return tagged ? '' : null;
  const value = textOf(token);
  if (tagged || token.type !== 'scalar' || !/^(?:[-+.\d~]|null$|true$|false$|$)/i.test(value)) return value;
  return (parse(`- ${value}`, { logLevel: 'silent' }) as Json[])[0];
}
