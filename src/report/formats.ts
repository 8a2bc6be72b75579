import { Comparison } from './comparison';
import { AppJson, json } from './json';
import { markdown } from './markdown';
import { Severity } from '../model/finding';

/** What there is to say besides the apps. */
export interface Told {
  /** About the configuration and the baseline, a line each. */
  readonly notes: readonly string[];
  /** Severities that make the run fail. */
  readonly failing: readonly Severity[];
  readonly comparison?: Comparison;
}

/** Forms for programs. Each gets all apps, and gives the whole output. */
export const formats = {
  json: (apps: readonly AppJson[], { notes, comparison }: Told): string => `${json(apps, notes, comparison)}\n`,
  markdown,
};

export type Format = keyof typeof formats;

export const isFormat = (name: string): name is Format => Object.hasOwn(formats, name);
