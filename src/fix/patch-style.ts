import { functionOf, indentAt, isShortForm, Item, Read, Spot } from './patch-spot';

/** How a template is written, which what is added takes over. */
export interface Style {
  readonly eol: string;
  /** Spaces from a key to the keys below it. */
  readonly step: number;
  /** Spaces from a key to the dashes below it. */
  readonly listStep: number;
  readonly quote: "'" | '"';
  /** `!Ref` instead of `Ref:`. */
  readonly short: boolean;
  /** Of JSON, one step; undefined for all in one line. */
  readonly unit?: string;
  /** Between key and value, and between items of a line, and inside of `{ }`, of JSON and of YAML in brackets. */
  readonly colon: string;
  readonly comma: string;
  readonly pad: string;
  /** `{ "Ref": "Queue" }` and `["Queue", "Arn"]` are written in one line where the rest of the JSON is not. */
  readonly functionsInLine: boolean;
  readonly listsInLine: boolean;
}

class Votes<T> {
  private readonly votes = new Map<T, number>();

  public for(choice: T): void {
    this.votes.set(choice, (this.votes.get(choice) ?? 0) + 1);
  }

  /** The first of those that have the most. */
  public winner(otherwise: T): T {
    let best = otherwise;
    for (const [choice, count] of this.votes) if (count > (this.votes.get(best) ?? 0)) best = choice;
    return best;
  }
}

export function styleOf({ text, root, json }: Read): Style {
  const votes = {
    step: new Votes<number>(), listStep: new Votes<number>(), quote: new Votes<"'" | '"'>(), unit: new Votes<string>(), colon: new Votes<string>(),
    comma: new Votes<string>(), pad: new Votes<string>(), functionsInLine: new Votes<boolean>(), listsInLine: new Votes<boolean>(),
  };
  let [shortForms, longForms] = [false, false];

  const inBrackets = ({ body, end, kind, items: [first, second] }: Spot) => {
    const before = text.slice(body + 1, first.start);
    const inLine = !before.includes('\n');
    if (kind === 'map') {
      if (inLine) votes.pad.for(before);
      const between = text.slice(first.mark, first.value.start);
      if (first.marked && /^ ?$/.test(between)) votes.colon.for(`:${between}`);
      if (first.key === 'Ref' || first.key?.startsWith('Fn::')) votes.functionsInLine.for(inLine);
    } else if (first.value.kind === 'scalar') {
      votes.listsInLine.for(inLine);
    }
    const between = inLine && second ? text.slice(first.value.end, second.start) : '';
    if (/^, ?$/.test(between)) votes.comma.for(between);
    const unit = inLine ? '' : indentAt(text, first.start).slice(indentAt(text, end - 1).length);
    if (unit) votes.unit.for(unit);
  };

  const look = (spot: Spot, of?: Item) => {
    if (isShortForm(spot.tag)) shortForms = true;
    if (spot.kind === 'scalar') {
      const [first] = text.slice(spot.body, spot.body + 1);
      if (first === "'" || first === '"') votes.quote.for(first);
    }
    if (spot.items.length === 0) return;
    if (spot.flow) inBrackets(spot);
    else if (of?.key !== undefined && spot.start === spot.body) votes[spot.kind === 'map' ? 'step' : 'listStep'].for(columnOf(text, spot) - columnOfItem(text, of));
    for (const item of spot.items) {
      if (item.key === 'Ref' || item.key?.startsWith('Fn::') && !/^Fn::(Transform|ForEach)/.test(item.key)) longForms = true;
      look(item.value, item);
    }
  };
  look(root);

  const step = votes.step.winner(2);
  const inOneLine = json && !text.trim().includes('\n');
  return {
    eol: /\r?\n/.exec(text)?.[0] ?? '\n', step, listStep: votes.listStep.winner(step), quote: votes.quote.winner("'"), short: !json && (shortForms || !longForms),
    unit: inOneLine ? undefined : votes.unit.winner('  '), colon: votes.colon.winner(': '),
    comma: votes.comma.winner(votes.colon.winner(': ') === ':' ? ',' : ', '), pad: votes.pad.winner(json && inOneLine ? '' : ' '),
    functionsInLine: votes.functionsInLine.winner(false), listsInLine: votes.listsInLine.winner(false),
  };
}

const columnOfItem = (text: string, { start }: Item): number => start - (start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1);

/** Of the keys or dashes of a collection in block style. */
export const columnOf = (text: string, { items: [first] }: Spot): number => columnOfItem(text, first);

/** Spaces from the keys of this map to those below: as its neighbours have it, or the map itself. */
export function stepOf(text: string, map: Spot, around: Spot | undefined, style: Style): number {
  const column = columnOf(text, map);
  for (const { value } of map.items) if (value.kind === 'map' && !value.flow && value.start === value.body) return columnOf(text, value) - column;
  if (around?.kind === 'map' && !around.flow) return Math.max(column - columnOf(text, around), 1);
  return style.step;
}

/** Whether most of the items have a blank line between them. */
export function blankBetween(text: string, { items }: Spot): boolean | undefined {
  if (items.length < 2) return undefined;
  const blank = items.filter(({ value, mark }, index) => index + 1 < items.length && /\n[ \t]*\r?\n/.test(text.slice(Math.max(value.end, mark), items[index + 1].start)));
  return blank.length * 2 > items.length - 1;
}

/** Whether brackets inside of YAML hold pure JSON, which stays that. */
export function isJson(text: string, { body, end }: Spot): boolean {
  const inside = text.slice(body, end);
  if (!/["\n]/.test(inside)) return false;
  try {
    JSON.parse(inside);
    return true;
  } catch {
    return false;
  }
}

export const functionIn = (spot: Spot, depth: number): string | undefined => (isShortForm(spot.tag) ? spot.tag : functionOf(spot.items.flatMap(({ key }) => key ?? []), depth));
