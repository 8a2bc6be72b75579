import { closest } from './closest';
import { BadUse } from './command';
import { CommandName, commands, CommandWords, everywhere, OptionWords } from './words';
import { wrap } from '../report/wrap';

const column = 34;

/** All commands. */
export function help(width: number): string {
  return [
    'Where does every failed AWS Lambda event end up?', '',
    ...(Object.entries(commands) as [string, CommandWords][]).map(([name, { takes, does }]) => entry(`lambda-failsafe ${name} ${takes}`, does, width)), '',
    ...options(everywhere, width),
    entry('  --version', 'The version of this package.', width), '',
    wrap('lambda-failsafe COMMAND --help tells more of each.', width),
    wrap(`Exit code: ${commands.check.exitCode}`, width), '',
  ].join('\n');
}

/** One command, with its options and examples. */
export function helpOf(name: CommandName, width: number): string {
  const { takes, does, options: its, examples, exitCode }: CommandWords = commands[name];
  const sections = [`lambda-failsafe ${name} ${takes}`.trim(), wrap(does, width, '  '), ['Options:', ...options({ ...its, ...everywhere }, width)].join('\n')];
  if (examples.length > 0) sections.push(['Examples:', ...examples.flatMap(({ line, why }) => [`  ${line}`, ...why === '' ? [] : [wrap(why, width, '      ')]])].join('\n'));
  if (exitCode) sections.push(wrap(`Exit code: ${exitCode}`, width));
  return `${sections.join('\n\n')}\n`;
}

/** `lambda-failsafe help COMMAND` */
export function helpWith(args: readonly string[], width: number): string {
  const [name, ...more] = args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) return help(width);
  if (!Object.hasOwn(commands, name) || more.length > 0) throw new BadUse(`help of which command?${closest(name, Object.keys(commands), ' D')}`);
  return helpOf(name as CommandName, width);
}

const options = (words: { readonly [name: string]: OptionWords }, width: number): string[] => Object.entries(words).map(([name, option]) => {
  const value = option.takes === undefined ? '' : ` ${typeof option.takes === 'string' ? option.takes : option.takes.join('|')}`;
  return entry(`  --${name}${value}`, `${option.says}${option.default === undefined ? '' : ` Default: ${option.default}.`}`, width);
});

/** In two columns, or below each other where the first one is too long. */
function entry(first: string, says: string, width: number): string {
  const text = wrap(says, width, ' '.repeat(column));
  return first.length < column - 1 ? first.padEnd(column) + text.trimStart() : `${first}\n${text}`;
}
