import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** A unified diff with 3 lines of context, as `git apply` takes it; empty where nothing differs. */
export function difference(file: string, before: string, after: string): string {
  return before === after ? '' : createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}
