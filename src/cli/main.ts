import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './checked';
import { BadUse, Streams } from './command';

const help = `Where does every failed AWS Lambda event end up?

  lambda-failsafe check APP...    judge apps: each APP is a template file, a
                                  folder of templates that belong together, or
                                  a cdk.out
  lambda-failsafe plan APP...     how often and how long each event is tried,
                                  how long it is kept, and what outage it
                                  survives
  lambda-failsafe map APP...      all of it as one picture: sources, functions,
                                  and where failed events rest
  lambda-failsafe fix APP...      what mends the findings: a diff of the
                                  templates or, for a cdk.out, the lines to add
                                  to the program
  lambda-failsafe rules           list the rules
  lambda-failsafe explain RULE    what a rule finds, why it matters, how to
                                  mend it

Options of check:
  --format text|json              default text
  --fail-on error|warning|never   what makes the exit code 1; default error
  --threads NUMBER                check so many apps at once; default what pays
  --quiet                         do not show on the terminal how far it is

Options of plan:
  --function TEXT                 only functions with that in their name
  --facts                         say of each number what it rests on
  --outage TIME                   what becomes of the events that arrive while
                                  every function fails, for 90s, 15min, 2h, 1d
  --of code|throttling            what that outage is of; default code
  --rate RATE                     so many events on each path: 5/s, 100/min
  --format text|json              default text

Options of fix:
  --write                         change the templates, instead of a diff
  --rule RULE[,RULE]              only what these rules find
  --format text|json              default text

Options of map:
  --format html|svg|mermaid|markdown|json
                                  default html, a page for the browser; mermaid
                                  and markdown are for a comment on GitHub
  --output FILE                   default failure-map.html for html, the
                                  standard output for the others; - is the
                                  standard output

Exit code: 0 nothing at or above --fail-on, 1 findings, 2 bad use or bad input,
or a part of the check itself failed, which is a bug of ours.
Of fix: 0 no error is left, 1 errors are left, or would be mended, 2 as above.
`;

/** Runs one command line and gives the exit code: 0 clean, 1 findings, 2 bad use or bad input. Apps may have been checked ahead. */
export function main(args: readonly string[], streams: Streams, ahead?: readonly Outcome[]): number {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'check': return rest.includes('--help') ? say(streams, help) : lazily.check().checkCommand(rest, streams, ahead);
      case 'plan': return rest.includes('--help') ? say(streams, help) : lazily.plan().planCommand(rest, streams);
      case 'fix': return rest.includes('--help') ? say(streams, help) : lazily.fix().fixCommand(rest, streams);
      case 'map': return rest.includes('--help') ? say(streams, help) : lazily.map().mapCommand(rest, streams);
      case 'rules': return lazily.explain().rulesCommand(rest, streams);
      case 'explain': return lazily.explain().explainCommand(rest, streams);
      case '--version': case '-v': return say(streams, `${version()}\n`);
      case 'help': case '--help': case '-h': return say(streams, help);
      case undefined: throw new BadUse('which command? check, plan, map, fix, rules or explain');
      default: throw new BadUse(`there is no command ${command}; there are check, plan, map, fix, rules and explain`);
    }
  } catch (error) {
    return fault(error as Error, streams);
  }
}

function fault(error: Error, streams: Streams): number {
  if (error instanceof BadUse) streams.error(`lambda-failsafe: ${error.message}${error.message.endsWith('?') ? '' : '.'} Try lambda-failsafe --help\n`);
  // A fault of ours: say so in one line, and everything to whoever looks into it.
  else streams.error(`lambda-failsafe: ${process.env.LAMBDA_FAILSAFE_DEBUG ? error.stack : `${error.message}. This is a bug; please report it at ${lazily.words().issues}, with LAMBDA_FAILSAFE_DEBUG=1 set`}\n`);
  return 2;
}

/** A command loads what it needs, and `--help` nothing. */
/* eslint-disable @typescript-eslint/no-require-imports */
const lazily = {
  visible: () => require('../model/visible') as typeof import('../model/visible'),
  words: () => require('../report/broken-words') as typeof import('../report/broken-words'),
  ahead: () => require('./ahead') as typeof import('./ahead'),
  check: () => require('./check') as typeof import('./check'),
  explain: () => require('./explain') as typeof import('./explain'),
  fix: () => require('./fix') as typeof import('./fix'),
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
  const args = process.argv.slice(2);
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
    const ahead = args[0] === 'check' && !args.includes('--help') ? await lazily.ahead().checkAhead(args.slice(1), streams) : undefined;
    process.exitCode = main(args, streams, ahead);
  } catch (error) {
    process.exitCode = fault(error as Error, streams);
  }
}
