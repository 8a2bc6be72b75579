import { Finding } from '../../src/model/finding';
import { rules } from '../../src/rules';
import { sources } from '../../src/sources';
import { judged } from '../support/judged';
import { isIn } from '../support/page-code';
import { forLoss, forOthers, sourcePage } from '../support/source-page';

const briefly = ({ rule, severity, what }: Finding): string => `${severity} ${rule}: ${what}`;

describe.each(sources.map(({ id }) => [id, sourcePage(id)] as const))('the page of %s', (source, page) => {
  test('has all its parts, in order', () => {
    expect(page.parts).toEqual(['What invokes the function', 'Retries', 'Where failed events can rest', 'What it cannot tell', 'Example', 'Rules']);
    expect([forLoss, forOthers, [...forOthers, ...forLoss]]).toContainEqual(page.headings);
    expect(page.shown).not.toHaveLength(0);
    expect(page.shown.filter(({ language, example }) => language && !isIn(language, example))).toEqual([]);
  });

  test('names rules as they are, and says when to acknowledge one', () => {
    const titles = new Map(rules.map(({ id, title }) => [id, title]));
    expect(page.rules).not.toHaveLength(0);
    expect(page.rules).toEqual([...new Map(page.rules)].map(([id]) => [id, titles.get(id)]));
    expect(page.acknowledge).toMatch(/^Acknowledge .*\]\(\.\.\/rules\/[\w-]+\.md\)/);
  });

  test.each(page.shown.map((shown) => [shown.heading, shown] as const))('%s', (heading, { example, fate }) => {
    const { graph, findings } = judged(example);
    const paths = graph.paths.filter((path) => path.source === source);
    expect([...new Set(paths.map((path) => path.outcome.fate))]).toEqual([fate]);
    const errors = findings.filter(({ severity }) => severity === 'error').map(briefly);
    if (heading === 'Lost') {
      expect(['lost', 'blocks']).toContain(fate);
      expect(errors).not.toEqual([]);
    } else {
      expect(errors).toEqual([]);
      expect(findings.filter(({ rule }) => !page.told.includes(rule)).map(briefly)).toEqual([]);
      expect(paths.filter(({ delivery }) => delivery?.fate === 'lost')).toEqual([]);
    }
    const listed = new Set(page.rules.map(([id]) => id));
    expect(findings.filter(({ rule }) => !listed.has(rule)).map(briefly)).toEqual([]);
  });
});
