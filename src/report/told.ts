import { createHash } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import { caseWords } from './finding-words';
import { AppJson, FindingJson, PathJson } from './json';

/** A finding that somebody accepted, and why. */
export type AcceptedJson = FindingJson & { readonly reason: string; readonly outside: boolean };

/** All apps together, as the formats for other programs take them. */
export interface AllJson {
  readonly apps: readonly string[];
  readonly paths: readonly PathJson[];
  readonly findings: readonly FindingJson[];
  readonly acknowledged: readonly AcceptedJson[];
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
  readonly broken: readonly string[];
}

export function together(apps: readonly AppJson[]): AllJson {
  const read = <T>(field: keyof AppJson) => apps.flatMap((app) => app[field]).map((text) => JSON.parse(text) as T);
  return { apps: read('apps'), paths: read('paths'), findings: read('findings'), acknowledged: read('acknowledged'), problems: read('problems'), remarks: read('remarks'), broken: read('broken') };
}

/** A file as it is named from the working directory, which is where repositories are checked; absolute where it is elsewhere. */
export function fromHere(file: string): string {
  const here = isAbsolute(file) ? relative(process.cwd(), file) : file;
  return (here.startsWith('..') ? file : here).replaceAll('\\', '/').replace(/^\.\//, '');
}

/**
 * Names findings over time: by what they are about, not by what is said of it nor by the line, so that other services see which ones are new. Two
 * of the same are told apart by their order.
 */
export function fingerprints(): (finding: FindingJson) => string {
  const seen = new Map<string, number>();
  return ({ rule, path, template, resource, property, function: fn, trigger }) => {
    const identity = JSON.stringify([rule, path ?? `${fromHere(template)}#${resource}`, property, fn, trigger]);
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    return createHash('sha256').update(before === 0 ? identity : `${identity} ${before}`).digest('hex');
  };
}

/** Whom it is about, what is wrong, what becomes of the event, and what to do about it. */
export const sentences = ({ about, message: what, event, when, fix, code }: FindingJson): string => `${about}: ${caseWords({ what, event, when })} ${fix}${code ? ` Or add: ${code}` : ''}`;
