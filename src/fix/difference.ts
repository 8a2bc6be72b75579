import { relative } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** A unified diff with 3 lines of context, as `git apply` takes it; empty where nothing differs. */
export function difference(path: string, before: string, after: string): string {
  // `git apply` takes paths from where it is called.
  const file = relative(process.cwd(), path);
  return before === after ? '' : createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}
