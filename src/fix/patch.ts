import { isDeepStrictEqual } from 'node:util';
import { appendEntries, appendItems, replaceInBlock, Splice } from './patch-block';
import { appendInBrackets, Brackets, brackets, entriesInBrackets, itemsInBrackets, replaceInBrackets } from './patch-flow';
import { readJson } from './patch-json';
import { functionOf, isShortForm, Item, Read, Spot } from './patch-spot';
import { blankBetween, functionIn, Style, styleOf } from './patch-style';
import { readYaml } from './patch-yaml';
import { BadInput, isJsonObject, Json } from '../read/file';
import { withFlowIndents } from '../read/flow-indents';

/** A change of a template: the value at a path. */
export interface Edit {
  /** Maps on the way there that are missing are made; numbers are positions in lists, and the length of a list appends. */
  readonly path: readonly (string | number)[];
  /** Intrinsic functions in long form: `{ 'Fn::GetAtt': ['Dlq', 'Arn'] }`. */
  readonly value: Json;
}

/**
 * The text of a template with these changes, and everything else as it was: comments, order, quotes, indentation, line
 * ends, byte order mark. What is added is written like its neighbours.
 *
 * The order of the changes does not matter, except that of two values for one path the last one counts.
 *
 * @param text one that `parseFile` takes
 * @throws BadInput where a change would have effects elsewhere, or the place is made by an intrinsic function
 */
export function patched(file: string, text: string, edits: readonly Edit[]): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const whole = text.slice(mark.length);
  if (isJson(whole)) return mark + spliced(whole, new Patch(file, readJson(whole)).splices(treeOf(edits)));
  // Lines within brackets may have fewer spaces than the parser wants; what is added there has them without.
  const { text: indented, given, lines, spaces } = withFlowIndents(whole);
  const splices = new Patch(file, readYaml(indented)).splices(treeOf(edits));
  return mark + spliced(whole, lines.size === 0 ? splices : splices.map(({ from, to, text: inserted }) => ({ from: given(from), to: given(to), text: inserted.replaceAll(`\n${' '.repeat(spaces)}`, '\n') })));
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let done = 0;
  // At one place they stay in order: what belongs to an inner map comes first.
  for (const { from, to, text: added } of [...splices].sort((one, other) => one.from - other.from)) {
    parts.push(text.slice(done, from), added);
    done = to;
  }
  return parts.join('') + text.slice(done);
}

/** Edits by place: a value there, and changes below it. */
interface Tree {
  value?: Json;
  readonly below: Map<string | number, Tree>;
}

const tree = (value?: Json): Tree => ({ value, below: new Map() });

function treeOf(edits: readonly Edit[]): Tree {
  const root = tree();
  for (const { path, value } of edits) {
    let here = root;
    for (const step of path) {
      const next = here.below.get(step) ?? tree();
      here.below.set(step, next);
      here = next;
    }
    here.value = value;
  }
  return root;
}

/** A value in the text, and what is around it. */
interface At {
  readonly spot: Spot;
  /** For messages. */
  readonly name: string;
  readonly depth: number;
  readonly item?: Item;
  readonly around?: At;
  /** Of the collection around it, where that is written in brackets. */
  readonly brackets?: Brackets;
  /** The outermost value around it that is used elsewhere too. */
  readonly shared?: At;
}

class Patch {
  private readonly style: Style;
  private readonly made: Splice[] = [];

  constructor(private readonly file: string, private readonly read: Read) {
    this.style = styleOf(read);
  }

  public splices(edits: Tree): readonly Splice[] {
    this.change({ spot: this.read.root, name: 'the template', depth: 0 }, edits);
    return this.made;
  }

  private change(found: At, edits: Tree): void {
    const { spot } = found;
    const at = { ...found, shared: found.shared ?? (spot.kind !== 'alias' && this.read.shared.includes(spot) ? found : undefined) };
    if (edits.value === undefined && spot.items.length > 0 && !functionIn(spot, at.depth)) return this.changeBelow(at, edits);
    const now = this.read.plain(spot);
    const then = this.applied(at, now, edits);
    if (isDeepStrictEqual(now, then)) return;
    const finer = this.finer(at, now, then);
    if (finer) return this.changeBelow(at, finer);
    if (edits.value === undefined && spot.kind === 'alias') this.refuse(at, `${at.name} is the alias *${spot.anchor}, and a change here would be one of all its places; write it out here by hand, with ${next(edits)} in it`);
    this.replace(at, then);
  }

  /** Edits of what differs, where nothing has to go. */
  private finer({ spot, depth }: At, now: Json, then: Json): Tree | undefined {
    if (spot.items.length === 0 || functionIn(spot, depth)) return undefined;
    if (Array.isArray(now) && Array.isArray(then)) {
      const begins = then.length > now.length && isDeepStrictEqual(then.slice(0, now.length), now);
      return begins || then.length === now.length ? { below: new Map(then.map((value, index) => [index, tree(value)])) } : undefined;
    }
    if (!isJsonObject(now) || !isJsonObject(then) || functionOf(Object.keys(then), depth)) return undefined;
    return Object.keys(now).every((key) => Object.hasOwn(then, key)) ? { below: new Map(Object.entries(then).map(([key, value]) => [key, tree(value)])) } : undefined;
  }

  private changeBelow(at: At, edits: Tree): void {
    const { spot } = at;
    const inside = spot.flow ? brackets(this.read, this.style, spot, at.brackets) : undefined;
    const below = (item: Item, step: string | number): At => ({ spot: item.value, name: String(step), depth: at.depth + 1, item, around: at, brackets: inside, shared: at.shared });
    if (spot.kind === 'list') {
      const added: Json[] = [];
      for (const [step, edit] of [...edits.below].sort(([one], [other]) => Number(one) - Number(other))) {
        const length = spot.items.length + added.length;
        if (typeof step === 'string' || step > length) this.noPlace(at, step, length);
        else if (step < spot.items.length) this.change(below(spot.items[step], step), edit);
        else added.push(this.applied(at, undefined, edit));
      }
      if (added.length > 0) this.append(at, inside, added);
      return;
    }
    if (spot.kind !== 'map') this.refuse(at, `${at.name} is neither a map nor a list; change it by hand`);
    const byKey = new Map(spot.items.map((item) => [item.key, item]));
    const added: [string, Json][] = [];
    for (const [step, edit] of edits.below) {
      if (typeof step === 'number') this.noPlace(at, step);
      const item = byKey.get(step);
      if (item) this.change(below(item, step), edit);
      else added.push(...this.missing(at, byKey.get('<<'), step, edit));
    }
    if (added.length > 0) this.append(at, inside, added);
  }

  /** An entry that the map has not, or has by a merge. */
  private missing(at: At, merge: Item | undefined, key: string, edit: Tree): [string, Json][] {
    const all = merge ? this.read.plain(at.spot) : undefined;
    const now = isJsonObject(all) && Object.hasOwn(all, key) ? all[key] : undefined;
    const then = this.applied(at, now, edit);
    if (now !== undefined && isDeepStrictEqual(now, then)) return [];
    if (now !== undefined && edit.value === undefined) {
      this.refuse({ ...at, spot: merge!.value }, `${key} of ${at.name} comes from a merge (<<), and a change there would be one of all its places; write ${key} out in ${at.name} by hand, with ${next(edit)} in it`);
    }
    return [[key, then]];
  }

  private append(at: At, inside: Brackets | undefined, added: readonly Json[] | readonly [string, Json][]): void {
    this.refuseShared(at);
    const { read, style } = this;
    const { spot, around, item } = at;
    if (spot.kind === 'map') {
      const entries = added as readonly [string, Json][];
      const blank = () => blankBetween(read.text, spot) ?? (at.depth === 1 && (blankBetween(read.text, read.root) ?? false));
      if (inside) this.made.push(...appendInBrackets(read, inside, spot, entriesInBrackets(inside, entries)));
      else this.made.push(appendEntries(read, style, spot, around?.spot, entries, blank()));
    } else if (inside) {
      this.made.push(...appendInBrackets(read, inside, spot, itemsInBrackets(inside, added as readonly Json[])));
    } else {
      this.made.push(appendItems(read, style, spot, item, added as readonly Json[]));
    }
  }

  private replace(at: At, value: Json): void {
    const { read, style, made } = this;
    const { spot, item, around } = at;
    this.refuseShared(at);
    const inner = read.shared.find(({ start, end }) => start >= spot.start && end <= spot.end);
    if (inner) this.refuseShared({ ...at, shared: { ...at, spot: inner } });
    // Brackets with nothing in them are filled where there are brackets around them, or a comment is in them.
    const isEmpty = spot.items.length === 0 && (spot.kind === 'map' && isJsonObject(value) || spot.kind === 'list' && Array.isArray(value)) && !isShortForm(spot.tag);
    if (isEmpty && (at.brackets || !item || read.text.slice(spot.body, spot.end).includes('#'))) {
      return this.append(at, brackets(read, style, spot, at.brackets), added(value));
    }
    if (!item || !around) this.refuse(at, spot.kind === 'nothing' ? 'there is no template in this file' : 'this is not a template; change it by hand');
    if (spot.kind === 'odd') this.refuse(at, `${at.name} is a pair in a list, [key: value]; put it in braces by hand, [{ key: value }]`);
    if (at.brackets) made.push(replaceInBrackets(at.brackets, item, value));
    else made.push(...replaceInBlock(read, style, item, around.spot, around.around?.spot, value));
  }

  /** What becomes of a value. */
  private applied(at: At, now: Json | undefined, { value = now, below }: Tree): Json {
    if (below.size === 0) return value!;
    const steps = [...below.keys()];
    if (value === undefined || value === null) value = steps.every((step) => typeof step === 'number') ? [] : {};
    if (Array.isArray(value)) {
      const list = [...value];
      for (const [step, edit] of [...below].sort(([one], [other]) => Number(one) - Number(other))) {
        if (typeof step === 'string' || step > list.length) this.noPlace(at, step, list.length);
        else list[step] = this.applied(at, list[step], edit);
      }
      return list;
    }
    const [first] = steps;
    if (!isJsonObject(value)) return this.refuse(at, `${at.name} is ${JSON.stringify(value)}, where a map would be needed for ${first}; change it by hand`);
    const fn = functionOf(Object.keys(value), at.depth);
    if (fn) this.refuse(at, `${at.name} is what ${fn} gives, and there is no place for ${first} in it; change the arguments of ${fn} by hand`);
    const map = { ...value };
    for (const [step, edit] of below) {
      if (typeof step === 'number') this.noPlace(at, step);
      else map[step] = this.applied({ ...at, name: step, depth: at.depth + 1 }, map[step], edit);
    }
    return map;
  }

  private noPlace(at: At, step: string | number, length?: number): never {
    return this.refuse(at, length === undefined ? `${at.name} is a map, which has no item ${step}; change it by hand` : `${at.name} is a list of ${length}, which has no ${step}; change it by hand`);
  }

  private refuseShared({ shared }: At): void {
    if (shared) this.refuse(shared, `${shared.name} has the anchor &${shared.spot.anchor}, and a change here would be one of all places with *${shared.spot.anchor}; change it by hand, or write it out where it is used`);
  }

  private refuse({ spot: { start } }: At, problem: string): never {
    const before = this.read.text.slice(0, start).split('\n');
    throw new BadInput(this.file, problem, before.length, before[before.length - 1].length + 1);
  }
}

const added = (value: Json): readonly Json[] | readonly [string, Json][] => (Array.isArray(value) ? value : Object.entries(value!));

const next = ({ below }: Tree): string => String([...below.keys()][0]);
