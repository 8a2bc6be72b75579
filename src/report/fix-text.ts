import { findingWords } from './finding-words';
import { AppFixes } from './fix-report';
import { position } from './position';
import { wrap } from './wrap';
import { Finding, placeOf } from '../model/finding';
import { visible } from '../model/visible';

/** For people: what was mended, by which lines of a program where the app is one, and what is left. */
export function fixText({ name, program, mended, unmended, verify, written }: AppFixes, width: number): string {
  const sections = [visible(name)];
  if (mended.length > 0 && program) sections.push(programText(mended, width));
  else if (mended.length > 0) sections.push([written ? 'Mended:' : 'Would be mended:', ...mended.map(({ findings }) => wrap(`✓ ${titles(findings)}`, width, '  ', '    '))].join('\n'));
  if (unmended.length > 0) sections.push(['For you to decide:', ...unmended.flatMap(({ finding, because }) => leftText(finding, because, width))].join('\n'));
  if (verify.length > 0) sections.push(['Verify, where it cannot be told from here:', ...verify.map((finding) => wrap(`? ${findingWords(finding)} ${finding.fix}`, width, '  ', '    '))].join('\n'));
  if (mended.length + unmended.length === 0) sections.push('Nothing to mend.');
  return sections.join('\n\n');
}

function programText(mended: AppFixes['mended'], width: number): string {
  const imports = [...new Set(mended.flatMap(({ code }) => code?.imports ?? []))].sort();
  const lines = mended.flatMap(({ code, findings, of, at }) => [
    '', wrap(`${of}${at === undefined ? '' : ` (${at})`}`, width, '  ', '    '), wrap(titles(findings), width, '    '),
    code === undefined ? wrap(`→ ${findings[0].fix}`, width, '    ', '      ') : `    → ${visible(code.line)}`,
  ]);
  const all = imports.length === 0 ? [] : ['', wrap('Or the nets of the whole app at once: FailsafeNets.of(app), or FailsafeDefaults.of(app) before its constructs.', width, '  ')];
  return ['Add to the program; each was tried out on the template:', ...imports.length === 0 ? [] : ['', `  import { ${imports.join(', ')} } from 'cdk-lambda-failsafe';`], ...lines, ...all].join('\n');
}

const titles = (findings: readonly Finding[]): string => {
  const [first, ...others] = findings;
  const more = new Set(others.map(({ rule, what }) => `${rule} ${what}`)).size;
  return `${first.rule}: ${findingWords(first)}${more === 0 ? '' : ` And ${more} more.`}`;
};

const leftText = (finding: Finding, because: string | undefined, width: number): string[] => [
  wrap(`• ${finding.rule}, ${position(placeOf(finding))}: ${findingWords(finding)}`, width, '  ', '    '),
  ...because === undefined ? [] : [wrap(`Not changed: ${because}.`, width, '    ')],
  wrap(`→ ${finding.fix}`, width, '    ', '      '),
];
