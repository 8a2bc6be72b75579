import { parseArgs } from 'node:util';

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

/** What an option takes: one of the given values, the first being the default; any text, of which there is no default; or nothing. */
type Option = readonly string[] | 'text' | 'flag';

type Values<O> = { readonly [name in keyof O]: O[name] extends 'flag' ? boolean : O[name] extends 'text' ? string | undefined : string };

/** Options of a command, by name. */
export function parse<O extends { readonly [name: string]: Option }>(args: readonly string[], options: O): { readonly values: Values<O>; readonly positionals: readonly string[] } {
  const names = Object.keys(options);
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(names.map((name) => [name, { type: options[name] === 'flag' ? 'boolean' as const : 'string' as const }])) });
  } catch (error) {
    throw new BadUse((error as Error).message.split(/\.\s/)[0].replace(/^[UO]/, (first) => first.toLowerCase()));
  }
  const values = Object.fromEntries(names.map((name) => [name, options[name] === 'flag' ? parsed.values[name] === true : chosen(name, options[name], parsed.values[name] as string | undefined)])) as Values<O>;
  return { values, positionals: parsed.positionals };
}

function chosen(name: string, option: readonly string[] | 'text', given: string | undefined): string | undefined {
  if (given === '') throw new BadUse(`--${name} needs a value`);
  if (option === 'text') return given;
  const value = given ?? option[0];
  if (!option.includes(value)) throw new BadUse(`--${name} is one of ${option.join(', ')}, not ${value}`);
  return value;
}
