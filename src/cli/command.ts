import { parseArgs } from 'node:util';

/** Where a command writes to, and how. */
export interface Streams {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  out(text: string): void;
  error(text: string): void;
}

/** The command line makes no sense; said in one line. */
export class BadUse extends Error {}

/** Options of a command, by name; all of them take a value out of the given ones, the first being the default. */
export function parse<K extends string>(
  args: readonly string[], options: { readonly [name in K]: readonly string[] },
): { readonly values: { readonly [name in K]: string }; readonly positionals: readonly string[] } {
  const names = Object.keys(options) as K[];
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) });
  } catch (error) {
    throw new BadUse((error as Error).message.split(/\.\s/)[0].replace(/^[UO]/, (first) => first.toLowerCase()));
  }
  const values = Object.fromEntries(names.map((name) => {
    const value = parsed.values[name] ?? options[name][0];
    if (!options[name].includes(value as string)) throw new BadUse(`--${name} is one of ${options[name].join(', ')}, not ${value}`);
    return [name, value];
  })) as { [name in K]: string };
  return { values, positionals: parsed.positionals };
}
