/** What the command line understands. Help, completion and the parser all go by it. */

export interface OptionWords {
  /** The values to choose from, or what stands for the value in the help; nothing for a flag. */
  readonly takes?: readonly string[] | string;
  /** What holds where it is left out; of a choice that has none, leaving it out is a value of its own. */
  readonly default?: string;
  /** May be given several times. */
  readonly many?: true;
  readonly says: string;
}

export interface CommandWords {
  /** What stands behind the name of the command. */
  readonly takes: string;
  readonly does: string;
  readonly options: { readonly [name: string]: OptionWords };
  readonly examples: readonly { readonly line: string; readonly why: string }[];
  readonly exitCode?: string;
}

const command = <const C extends CommandWords>(words: C): C => words;

const config = { takes: 'FILE', says: 'Severities of rules, and findings to ignore. Default: lambda-failsafe.json, where there is one.' } as const;
const baseline = { takes: 'FILE', says: 'Findings that were there before: only others count.' } as const;

const format = { takes: ['text', 'json'], default: 'text', says: 'For people or for programs.' } as const;

export const commands = {
  check: command({
    takes: 'APP...',
    does: 'Judges apps: each APP is a template file, a folder of templates that belong together, or a cdk.out.',
    options: {
      'format': { takes: ['text', 'json', 'markdown'], default: 'text', says: 'For people, for programs, or for a comment on a pull request.' },
      'fail-on': { takes: ['error', 'warning', 'never', 'worse'], says: 'What makes the exit code 1; worse: paths that --compare finds worse than before, or new and without a net. Default: what the configuration says, or error.' },
      'compare': { takes: 'APP', says: 'Another state of the app, such as the cdk.out of the main branch: tells which paths got worse, better, are new or gone.' },
      config,
      baseline,
      'write-baseline': { takes: 'FILE', says: 'Write all findings into such a file, instead of telling them. Reasons that stand in it are kept.' },
      'threads': { takes: 'NUMBER', says: 'Check so many apps at once. Default: what pays.' },
      'quiet': { says: 'Do not show on the terminal how far it is.' },
    },
    examples: [
      { line: 'lambda-failsafe check cdk.out', why: 'what cdk synth has written' },
      { line: 'lambda-failsafe check template.yaml other/', why: 'a template, and a folder of templates' },
      { line: 'lambda-failsafe check cdk.out --compare main/cdk.out --format markdown', why: 'for a comment on a pull request' },
      { line: 'lambda-failsafe check cdk.out --fail-on warning', why: 'fail where a recommendation is broken, too' },
    ],
    exitCode: '0 nothing at or above --fail-on, 1 findings, 2 bad use or bad input, or a part of the check itself failed, which is a bug of ours.',
  }),
  plan: command({
    takes: 'APP...',
    does: 'Tells how often and how long each event is tried, how long it is kept, and what outage it survives.',
    options: {
      function: { takes: 'TEXT', says: 'Only functions with that in their name.' },
      facts: { says: 'Say of each number what it rests on.' },
      outage: { takes: 'TIME', says: 'What becomes of the events that arrive while every function fails, for 90s, 15min, 2h or 1d.' },
      of: { takes: ['code', 'throttling'], default: 'code', says: 'What that outage is of.' },
      rate: { takes: 'RATE', says: 'So many events on each path: 5/s, 100/min.' },
      format,
    },
    examples: [
      { line: 'lambda-failsafe plan cdk.out --facts', why: 'with the page of AWS behind each number' },
      { line: 'lambda-failsafe plan cdk.out --outage 2h --rate 5/s', why: 'what two hours of failing code cost' },
    ],
  }),
  map: command({
    takes: 'APP...',
    does: 'Draws all of it as one picture: sources, functions, and where failed events rest.',
    options: {
      format: { takes: ['html', 'svg', 'mermaid', 'markdown', 'json'], default: 'html', says: 'A page for the browser, or what goes into a comment or a document.' },
      config,
      output: { takes: 'FILE', says: 'Default: failure-map.html for html, the standard output for the others; - is the standard output.' },
    },
    examples: [
      { line: 'lambda-failsafe map cdk.out', why: 'writes failure-map.html' },
      { line: 'lambda-failsafe map cdk.out --format markdown', why: 'for a comment on a pull request' },
    ],
  }),
  fix: command({
    takes: 'APP...',
    does: 'Shows what mends the findings: a diff of the templates or, for a cdk.out, the lines to add to the program.',
    options: {
      write: { says: 'Change the templates, instead of a diff.' },
      rule: { takes: 'RULE[,RULE]', many: true, says: 'Only what these rules find.' },
      config,
      format,
    },
    examples: [
      { line: 'lambda-failsafe fix template.yaml | git apply', why: 'the same as --write' },
      { line: 'lambda-failsafe fix template.yaml --rule sqs-no-redrive', why: 'one thing at a time' },
    ],
    exitCode: '0 no error is left, 1 errors are left, or would be mended, 2 bad use or bad input, or a part of the check itself failed.',
  }),
  rules: command({ takes: '', does: 'Lists the rules.', options: {}, examples: [] }),
  explain: command({
    takes: 'RULE', does: 'Tells what a rule finds, why it matters, how to mend it, and how to acknowledge it.', options: {},
    examples: [{ line: 'lambda-failsafe explain sqs-no-redrive', why: '' }],
  }),
  completion: command({
    takes: '', does: 'Prints a script that completes commands, options and rules in bash and zsh.', options: {},
    examples: [{ line: 'source <(lambda-failsafe completion)', why: 'in ~/.bashrc or ~/.zshrc' }],
  }),
};

export type CommandName = keyof typeof commands;

/** Understood wherever they stand. */
export const everywhere: { readonly [name: string]: OptionWords } = {
  'no-color': { says: 'Plain text on a terminal too, as with NO_COLOR set.' },
  'help': { says: 'This text; behind a command, what that command takes.' },
};
