import { Streams } from './command';
import { Broken, BrokenParts } from '../model/broken';
import { brokenWords } from '../report/broken-words';

/** Why an answer is not the whole one. */
export interface Troubles {
  /** Input that could not be used, a line each. */
  readonly problems: readonly string[];
  /** What failed of this package. */
  readonly broken: readonly Broken[];
}

/** Says what could not be read and what failed, a line each; true when there is any of it, which is exit code 2. */
export function sayTroubles(streams: Streams, all: readonly Troubles[]): boolean {
  for (const problem of all.flatMap(({ problems }) => problems)) streams.error(`${problem}\n`);
  const parts = new BrokenParts();
  for (const { broken } of all) parts.add(...broken);
  for (const broken of parts.all) streams.error(`lambda-failsafe: ${brokenWords(broken)}${process.env.LAMBDA_FAILSAFE_DEBUG ? `\n${broken.stack}` : ', with LAMBDA_FAILSAFE_DEBUG=1 set'}\n`);
  return all.some(({ problems, broken }) => problems.length + broken.length > 0);
}
