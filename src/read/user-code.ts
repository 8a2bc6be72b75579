import { relative } from 'node:path';
import { Place } from '../model/resource';

/** The line of the user's program that made a construct: the first of its creation trace that is not in a library. */
export function userCode(creationStack: readonly string[] = []): Place | undefined {
  for (const frame of creationStack) {
    const match = /\((.+?):(\d+)(?::(\d+))?\)$/.exec(frame);
    if (match) return { file: nearest(match[1]), line: Number(match[2]), column: match[3] === undefined ? undefined : Number(match[3]) };
  }
  return undefined;
}

const known = new Map<string, string>();

/** The shorter way to say it. A program has few files, and a thousand constructs of one. */
function nearest(file: string): string {
  const key = `${process.cwd()}|${file}`;
  let found = known.get(key);
  if (found === undefined) {
    const here = relative(process.cwd(), file);
    known.set(key, found = here.length < file.length ? here : file);
  }
  return found;
}
