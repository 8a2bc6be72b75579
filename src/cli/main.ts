import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCommand } from './check';
import { BadUse, Streams } from './command';
import { explainCommand, rulesCommand } from './explain';
import { planCommand } from './plan';
import { visible } from '../model/visible';
import { issues } from '../report/broken-words';

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

/** Runs one command line and gives the exit code: 0 clean, 1 findings, 2 bad use or bad input. */
export function main(args: readonly string[], streams: Streams): number {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'check': return rest.includes('--help') ? say(streams, help) : checkCommand(rest, streams);
      case 'plan': return rest.includes('--help') ? say(streams, help) : planCommand(rest, streams);
      case 'fix': return rest.includes('--help') ? say(streams, help) : lazily.fix().fixCommand(rest, streams);
      case 'map': return rest.includes('--help') ? say(streams, help) : lazily.map().mapCommand(rest, streams);
      case 'rules': return rulesCommand(rest, streams);
      case 'explain': return explainCommand(rest, streams);
      case '--version': case '-v': return say(streams, `${version()}\n`);
      case 'help': case '--help': case '-h': return say(streams, help);
      case undefined: throw new BadUse('which command? check, plan, map, fix, rules or explain');
      default: throw new BadUse(`there is no command ${command}; there are check, plan, map, fix, rules and explain`);
    }
  } catch (error) {
    if (error instanceof BadUse) streams.error(`lambda-failsafe: ${error.message}${error.message.endsWith('?') ? '' : '.'} Try lambda-failsafe --help\n`);
    // A fault of ours: say so in one line, and everything to whoever looks into it.
    else streams.error(`lambda-failsafe: ${process.env.LAMBDA_FAILSAFE_DEBUG ? (error as Error).stack : `${(error as Error).message}. This is a bug; please report it at ${issues}, with LAMBDA_FAILSAFE_DEBUG=1 set`}\n`);
    return 2;
  }
}

/** The other commands need nothing of what draws or compares. */
/* eslint-disable @typescript-eslint/no-require-imports */
const lazily = {
  fix: () => require('./fix') as typeof import('./fix'),
  map: () => require('./map') as typeof import('./map'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

function say(streams: Streams, text: string): number {
  streams.out(text);
  return 0;
}

const version = (): string => (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string }).version;

/** Reports show what a terminal would obey; a diff has the text of the template as it is. Colours are ours. */
// eslint-disable-next-line no-control-regex
const harmless = (text: string): string => text.split(/(\u001b\[\d+m|\n)/).map((part, index) => (index % 2 === 1 ? part : visible(part))).join('');

/** For `bin/lambda-failsafe`. The exit code is left for Node to use once everything is written. */
export function start(): void {
  // Whoever reads may have enough, as `head` has.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
  process.exitCode = main(process.argv.slice(2), {
    out: (text) => process.stdout.write(process.stdout.isTTY ? harmless(text) : text),
    error: (text) => process.stderr.write(process.stderr.isTTY ? harmless(text) : text),
    width: process.stdout.columns ?? 80,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
  });
}
