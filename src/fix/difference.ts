import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** A unified diff with 3 lines of context, as `git apply` takes it; empty where nothing differs. */
export function difference(path: string, before: string, after: string): string {
  const file = nameOf(resolve(path)).split(sep).join('/');
  return before === after ? '' : createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}

/** `git apply` takes paths from where it is called, and none above that; files elsewhere are named from the root of their repository. */
function nameOf(path: string): string {
  const here = relative(process.cwd(), path);
  if (!here.startsWith('..') && !isAbsolute(here)) return here;
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) if (existsSync(join(folder, '.git'))) return relative(folder, path);
  return here;
}
