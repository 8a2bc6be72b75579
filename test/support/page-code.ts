/** Code that stands on a page: a program that makes an `app` with a `stack`, or a template. */
export interface Example {
  readonly language: 'ts' | 'yaml';
  readonly code: string;
}

/** Names of the three languages, as headings of pages have them. */
export const languages = ['CDK', 'SAM', 'CloudFormation'] as const;
export type Language = typeof languages[number];

export const examplesIn = (text: string): Example[] => [...text.matchAll(/^```(ts|yaml)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language: language as Example['language'], code }));

/** The parts of a text below headings of this level, by heading; what stands before the first one is under ''. */
export function partsOf(text: string, level: '##' | '###'): ReadonlyMap<string, string> {
  const [before, ...parts] = text.split(new RegExp(`^${level} `, 'm'));
  return new Map([['', before], ...parts.map((part): [string, string] => {
    const end = part.indexOf('\n');
    return [part.slice(0, end).trim(), part.slice(end + 1)];
  })]);
}

/** Whether code is in the language that it is shown as. */
export const isIn = (language: Language, example: Example): boolean => example.language === (language === 'CDK' ? 'ts' : 'yaml') && /^Transform:/m.test(example.code) === (language === 'SAM');
