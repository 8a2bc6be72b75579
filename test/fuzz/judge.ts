import { FuzzCase } from './case';
import { Disk, root } from './disk';
import { main } from '../../src/cli/main';

/** What is wrong with how a case was answered; the first words tell one kind of wrong from another. */
export interface Wrong { readonly kind: string; readonly what: string }

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype, RegExp.prototype];
const contents = (prototype: object) => JSON.stringify(Reflect.ownKeys(prototype).map(String));
const before = prototypes.map(contents);

/** Runs the command line on a case, as a user does, and looks whether the answer is one that may be given. */
export function wrongWith(disk: Disk, { files, command, app }: FuzzCase): Wrong | undefined {
  disk.hold(files);
  let [out, error] = ['', ''];
  const code = main([...command, app], { width: 100, colour: false, out: (words) => void (out += words), error: (words) => void (error += words) });
  const changed = prototypes.findIndex((prototype, index) => contents(prototype) !== before[index]);
  if (changed >= 0) return { kind: 'prototype', what: `of ${prototypes[changed].constructor.name} has changed` };
  if (disk.touched.length > 0) return { kind: 'outside', what: disk.touched.join(', ') };
  const bug = /^lambda-failsafe: (.*(?:This is a bug|This is a fault of).*)$/m.exec(error);
  if (bug) return { kind: `bug ${bug[1].slice(0, 80)}`, what: bug[1] };
  if (![0, 1, 2].includes(code)) return { kind: 'exit code', what: String(code) };
  const control = controls.exec(command.includes('fix') ? error : out + error);
  if (control) return { kind: 'control character', what: JSON.stringify((out + error).slice(Math.max(0, control.index - 40), control.index + 10)) };
  if (command[0] === 'fix' && command.length === 1) return undefined;
  const lines = error.split('\n').slice(0, -1);
  const odd = lines.find((line) => !line.startsWith(root) || line.length > 1_000);
  if (odd !== undefined) return { kind: 'error line', what: odd };
  if (error !== '' && !error.endsWith('\n')) return { kind: 'error line', what: 'has no end' };
  if ((code === 2) !== (lines.length > 0)) return { kind: 'exit code', what: `${code} with ${lines.length} problems` };
  return command.includes('json') ? json(command[0], code, out, lines) : text(command, code, out, lines);
}

interface Answer {
  readonly findings?: readonly { readonly severity: string; readonly file?: string }[];
  readonly problems?: readonly string[];
}

function json(command: string, code: number, out: string, lines: readonly string[]): Wrong | undefined {
  if (command === 'map' && out === '' && code === 2) return undefined;
  let answer: Answer;
  try {
    answer = JSON.parse(out) as Answer;
  } catch (error) {
    return { kind: 'json', what: (error as Error).message };
  }
  if (command !== 'check') return undefined;
  const errors = answer.findings!.filter(({ severity }) => severity === 'error').length;
  if (code !== 2 && (code === 1) !== (errors > 0)) return { kind: 'exit code', what: `${code} with ${errors} errors` };
  if (answer.problems!.length !== lines.length) return { kind: 'problems', what: `${answer.problems!.length} of them, and ${lines.length} lines` };
  const nowhere = answer.findings!.find(({ file }) => typeof file !== 'string');
  return nowhere && { kind: 'finding', what: `without a place: ${JSON.stringify(nowhere).slice(0, 200)}` };
}

function text([command, , format]: readonly string[], code: number, out: string, lines: readonly string[]): Wrong | undefined {
  if (out === '') return lines.length > 0 ? undefined : { kind: 'text', what: 'there is none' };
  if (command === 'check' && (code === 1) !== /\b[1-9]\d* errors?\b[^\n]*in \d+ paths?\.\n$/.test(out) && code !== 2) return { kind: 'exit code', what: `${code} with ${out.slice(-200)}` };
  if (format === 'html' && /<script(?! type="application\/json| type="application\/json-lines|>)/.test(out)) return { kind: 'html', what: 'a script that is not ours' };
  return undefined;
}

/** What a terminal or a browser may obey. */
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
