import { existsSync } from 'node:fs';
import { BadUse } from './command';
import { readChecked } from './config';
import { Identity, identityText } from './policy';
import { writeWhole } from '../report/write';

/** A finding that was there before, and why it is left. */
export type Entry = Identity & { readonly reason: string };

/** Reasons, by what the findings are about. */
export function readBaseline(file: string): { readonly [identity: string]: string } {
  const { findings } = readChecked(file, 'baseline').content as unknown as { readonly findings: readonly Entry[] };
  return Object.fromEntries(findings.map((entry) => [identityText(entry), entry.reason]));
}

/** Writes a baseline with these findings; the reasons of those that stood in it already are kept. */
export function writeBaseline(file: string, found: readonly Identity[], today: string): { readonly entries: number; readonly added: number } {
  const before = existsSync(file) ? readBaseline(file) : {};
  const entries = new Map(found.map((identity) => [identityText(identity), identity]));
  const list = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([text, identity]): Entry => ({ ...identity, reason: before[text] ?? `there since ${today}, nobody has looked at it` }));
  try {
    writeWhole(file, `${JSON.stringify({ version: 1, findings: list }, undefined, 2)}\n`);
  } catch (error) {
    throw new BadUse(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such folder' : (error as Error).message}`);
  }
  return { entries: list.length, added: list.filter((entry) => !Object.hasOwn(before, identityText(entry))).length };
}
