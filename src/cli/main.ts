import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './checked';
import { closest } from './closest';
import { BadUse, Streams } from './command';
import { CommandName, commands } from './words';

/** Runs one command line and gives the exit code: 0 clean, 1 findings, 2 bad use or bad input. Apps may have been checked ahead. */
export function main(given: readonly string[], streams: Streams, ahead?: readonly Outcome[]): number {
  const { args, colour, helps } = settings(given, streams);
  const [command, ...rest] = args;
  const all = { ...streams, colour };
  try {
    if (command === undefined && !helps) throw new BadUse(`which command? ${list('or')}`);
    if (command === '--version' || command === '-v') return say(streams, `${version()}\n`);
    if (helps || command === 'help' || command === '-h') return say(streams, lazily.help().helpWith(command === 'help' || command === '-h' ? rest : args.slice(0, 1), columns(streams)));
    if (!Object.hasOwn(run, command)) throw new BadUse(`there is no command ${command}${closest(command, Object.keys(commands)) || `; there are ${list('and')}`}`);
    return run[command as CommandName](rest, all, ahead);
  } catch (error) {
    return fault(error as Error, streams);
  }
}

const run: { readonly [name in CommandName]: (args: readonly string[], streams: Streams, ahead?: readonly Outcome[]) => number } = {
  check: (...given) => lazily.check().checkCommand(...given),
  plan: (args, streams) => lazily.plan().planCommand(args, streams),
  map: (args, streams) => lazily.map().mapCommand(args, streams),
  fix: (args, streams) => lazily.fix().fixCommand(args, streams),
  rules: (args, streams) => lazily.explain().rulesCommand(args, streams),
  explain: (args, streams) => lazily.explain().explainCommand(args, streams),
  completion: (args, streams) => lazily.completion().completionCommand(args, streams),
};

const list = (word: string) => Object.keys(commands).join(', ').replace(/, (\w+)$/, ` ${word} $1`);

const columns = ({ width }: Streams) => Math.min(Math.max(width, 60), 100);

/** What is understood wherever it stands; not behind `--`, where everything is an app. */
function settings(given: readonly string[], { colour }: Streams) {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const said = (name: string) => given.slice(0, end).includes(name);
  const args = given.filter((arg, index) => index >= end || (arg !== '--no-color' && arg !== '--help'));
  return { args, colour: colour && !said('--no-color'), helps: said('--help') };
}

function fault(error: Error, streams: Streams): number {
  if (error instanceof BadUse) streams.error(`lambda-failsafe: ${error.message}${error.message.endsWith('?') ? '' : '.'} Try lambda-failsafe --help\n`);
  // A fault of ours: say so in one line, and everything to whoever looks into it.
  else streams.error(`lambda-failsafe: ${process.env.LAMBDA_FAILSAFE_DEBUG ? error.stack : `${error.message}. This is a bug; please report it at ${lazily.words().issues}, with LAMBDA_FAILSAFE_DEBUG=1 set`}\n`);
  return 2;
}

/** A command loads what it needs. */
/* eslint-disable @typescript-eslint/no-require-imports */
const lazily = {
  visible: () => require('../model/visible') as typeof import('../model/visible'),
  words: () => require('../report/broken-words') as typeof import('../report/broken-words'),
  ahead: () => require('./ahead') as typeof import('./ahead'),
  check: () => require('./check') as typeof import('./check'),
  completion: () => require('./completion') as typeof import('./completion'),
  explain: () => require('./explain') as typeof import('./explain'),
  fix: () => require('./fix') as typeof import('./fix'),
  help: () => require('./help') as typeof import('./help'),
  map: () => require('./map') as typeof import('./map'),
  plan: () => require('./plan') as typeof import('./plan'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

function say(streams: Streams, text: string): number {
  streams.out(text);
  return 0;
}

const version = (): string => (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string }).version;

/** Reports show what a terminal would obey; a diff has the text of the template as it is. Colours are ours. */
// eslint-disable-next-line no-control-regex
const harmless = (text: string): string => text.split(/(\u001b\[\d+m|\n)/).map((part, index) => (index % 2 === 1 ? part : lazily.visible().visible(part))).join('');

/** For `bin/lambda-failsafe`. The exit code is left for Node to use once everything is written. */
export async function start(): Promise<void> {
  // Whoever reads may have enough, as `head` has.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
  const given = process.argv.slice(2);
  const dumb = process.env.TERM === 'dumb';
  const streams: Streams = {
    out: (text) => process.stdout.write(process.stdout.isTTY ? harmless(text) : text),
    error: (text) => process.stderr.write(process.stderr.isTTY ? harmless(text) : text),
    width: process.stdout.columns ?? 80,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR && !dumb,
    terminal: process.stdout.isTTY === true,
    progress: process.stderr.isTTY && !dumb ? (text) => process.stderr.write(text) : undefined,
  };
  try {
    const { args, colour, helps } = settings(given, streams);
    const ahead = args[0] === 'check' && !helps ? await lazily.ahead().checkAhead(args.slice(1), { ...streams, colour }) : undefined;
    process.exitCode = main(given, streams, ahead);
  } catch (error) {
    process.exitCode = fault(error as Error, streams);
  }
}
