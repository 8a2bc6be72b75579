import { parseArgs } from 'node:util';
import { closest } from './closest';
import { CommandWords, everywhere, OptionWords } from './words';

/** Where a command writes to, and how. */
export interface Streams {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether somebody looks at what is written out as it comes. */
  readonly terminal?: boolean;
  /** Writes on the terminal where errors go, if they go to one. */
  progress?(text: string): void;
  out(text: string): void;
  error(text: string): void;
}

/** The command line makes no sense; said in one line. */
export class BadUse extends Error {}

/** What the parser gives for an option. */
type Value<W> = W extends { readonly takes: unknown } ? Taken<W> : boolean;
type Taken<W> = W extends { readonly many: true } ? readonly string[] : W extends { readonly default: string } ? string : string | undefined;

interface Parsed<O> {
  readonly values: { readonly [name in keyof O]: Value<O[name]> };
  readonly positionals: readonly string[];
}

/** Options of a command, by name. */
export function parse<C extends Pick<CommandWords, 'options'>>(args: readonly string[], { options }: C): Parsed<C['options']> {
  const named: (readonly [string, OptionWords])[] = Object.entries(options);
  const types = Object.fromEntries(named.map(([name, { takes }]) => [name, { type: takes ? 'string' as const : 'boolean' as const, multiple: true }]));
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: types });
  } catch (error) {
    throw new BadUse(refused((error as Error).message, [...Object.keys(options), ...Object.keys(everywhere)].map((name) => `--${name}`)));
  }
  const values = Object.fromEntries(named.map(([name, option]) => [name, valueOf(name, option, (parsed.values[name] ?? []) as (string | boolean)[])]));
  return { values: values as never, positionals: parsed.positionals };
}

/** In the words of Node, without what it says of its own ways. */
function refused(message: string, names: readonly string[]): string {
  const said = message.split(/\.\s/)[0].replace(/^[UO]/, (first) => first.toLowerCase());
  const typed = /^unknown option '(--.*)'$/.exec(said)?.[1];
  return typed === undefined ? said : said + closest(typed, names);
}

function valueOf(name: string, { takes, default: usual, many }: OptionWords, given: readonly (string | boolean)[]): string | boolean | readonly string[] | undefined {
  if (!takes) return given.length > 0;
  if (given.includes('')) throw new BadUse(`--${name} needs a value`);
  if (many) return given as readonly string[];
  const value = (given.at(-1) ?? usual) as string | undefined;
  if (typeof takes === 'object' && value !== undefined && !takes.includes(value)) throw new BadUse(`--${name} is one of ${takes.join(', ')}, not ${value}${closest(value, takes)}`);
  return value;
}
