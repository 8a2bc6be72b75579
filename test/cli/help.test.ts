import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { commands } from '../../src/cli/words';
import { rules } from '../../src/rules';

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(args, { width: 80, colour: true, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const names = Object.keys(commands);
const tooLong = (text: string) => text.split('\n').filter((line) => line.length > 80);

test.each([[['--help']], [['-h']], [['help']]])('%j: all commands, in 80 columns', (args) => {
  const { code, out, error } = run(...args);
  expect([code, error, tooLong(out)]).toEqual([0, '', []]);
  for (const name of names) expect(out).toContain(`\nlambda-failsafe ${name}`);
  expect(out).toContain('Exit code: 0');
});

describe.each(Object.entries(commands))('%s', (name, { options, examples }) => {
  test('its help has every option and examples', () => {
    const { code, out, error } = run(name, '--help');
    expect([code, error, tooLong(out)]).toEqual([0, '', []]);
    for (const option of [...Object.keys(options), 'no-color', 'help']) expect(out).toContain(`--${option}`);
    for (const { line } of examples) expect(out).toContain(`  ${line}\n`);
    expect(run('help', name).out).toBe(out);
    expect(run(name, 'whatever', '--help').out).toBe(out);
  });

  test('the options of its examples are understood', () => {
    for (const { line } of examples) {
      const given = line.split(/[ )|]/).filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      expect(given.filter((option) => !Object.hasOwn(options, option))).toEqual([]);
    }
  });
});

describe('what is not known', () => {
  test.each([
    [['chek'], 'there is no command chek; did you mean check?'],
    [['help', 'explian'], 'help of which command? Did you mean explain?'],
    [['help', 'zzz'], 'help of which command?'],
    [['check', '--formt', 'json', 'x'], 'unknown option \'--formt\'; did you mean --format?'],
    [['check', '--format', 'markdwn', 'x'], '--format is one of text, json, markdown, not markdwn; did you mean markdown?'],
    [['fix', '--rule', 'sqs-no-redriv', 'x'], 'there is no rule sqs-no-redriv; did you mean sqs-no-redrive?'],
    [['fix', '--rule', 'sqs-no-redrive', '--rule', 'zzz', 'x'], 'there is no rule zzz; lambda-failsafe rules lists them'],
  ])('%j', (args, says) => {
    const { code, error } = run(...args);
    expect([code, error]).toEqual([2, expect.stringContaining(`lambda-failsafe: ${says}`)]);
  });
});

test('--no-color: as where there is no terminal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-colour-'));
  try {
    const template = join(folder, 'template.yaml');
    writeFileSync(template, 'Resources: {}\n');
    expect(run('check', template).out).toContain('\u001b[');
    for (const args of [['check', template, '--no-color'], ['--no-color', 'check', template]]) expect(run(...args)).toMatchObject({ code: 0, out: expect.not.stringContaining('\u001b[') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('completion', () => {
  /** What bash offers for the last word, with the script as it is printed. */
  const offered = (...words: string[]) => {
    const ask = `COMP_WORDS=(lambda-failsafe ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _lambda_failsafe; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', `${run('completion').out}\n${ask}`], { encoding: 'utf8', cwd: join(__dirname, '../..') });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.split('\n').filter((word) => word !== '');
  };
  // Without a shell of that kind there is nobody to ask.
  const inBash = spawnSync('bash', ['--version']).status === 0 ? test : test.skip;

  inBash('commands', () => expect(offered('')).toEqual([...names, 'help', '--help', '--version']));
  inBash('the rest of a command', () => expect(offered('ex')).toEqual(['explain']));
  inBash('options of a command', () => expect(offered('plan', '--')).toEqual([...Object.keys(commands.plan.options), 'no-color', 'help'].map((name) => `--${name}`)));
  inBash('values of an option', () => expect(offered('check', '--fail-on', '')).toEqual(['error', 'warning', 'never', 'worse']));
  inBash('rules', () => {
    expect(offered('explain', '')).toEqual(rules.map(({ id }) => id));
    expect(offered('fix', 'x', '--rule', 'sqs-no-red')).toEqual(['sqs-no-redrive']);
  });
  inBash('files', () => expect(offered('check', 'package.j')).toEqual(['package.json']));
});
