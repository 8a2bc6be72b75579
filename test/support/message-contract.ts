import { Finding } from '../../src/model/finding';
import { aboutWords, findingWords } from '../../src/report/finding-words';
import { functionName, originName } from '../../src/report/path-words';

/** An alarm may be on the counter of something that is not part of the app. */
const mayConcernNoFunction = new Set(['dlq-alarm-never-fires']);

/** Words with a capital inside that templates have too: properties of policies, answers of handlers, files of definitions. */
const inTemplates = new Set(['deadLetterTargetArn', 'maxReceiveCount', 'batchItemFailures', 'itemIdentifier', 'messageId', 'sendMessage']);

/** What every message of every rule says: the function, the source, what becomes of the event, and one line that mends it. */
export function expectWhole(finding: Finding): void {
  const { rule, paths, resource, event, what, fix } = finding;
  const words = findingWords(finding);
  if (paths.length === 0) {
    expect([rule, mayConcernNoFunction.has(rule)]).toEqual([rule, true]);
    expect(words.startsWith(`${resource.label}: `)).toBe(true);
  } else {
    const [[, name, source]] = [...aboutWords(finding).matchAll(/^(.+?) ← (.+)$/g)];
    const its = paths.filter((path) => functionName(path) === name);
    expect([rule, its.some((path) => source.startsWith(originName(path)))]).toEqual([rule, true]);
    const others = new Set(paths.map(functionName)).size - 1;
    if (others > 0) expect(source).toContain(`, and ${others} other function`);
  }
  // A clause that can stand behind any of the sentences, and that does not only say again what is wrong.
  expect([rule, event]).toEqual([rule, expect.stringMatching(/^[^\n]*\w$/)]);
  expect(words.endsWith(`${event[0].toUpperCase()}${event.slice(1)}.`)).toBe(true);
  expect(what).not.toContain(event);
  expect([rule, fix]).toEqual([rule, expect.stringMatching(/^[A-Z][^\n]{9,}[.})\]]$/)]);
  expect([rule, [what, event, fix].join(' ')]).toEqual([rule, expect.not.stringMatching(/undefined|\[object|\s{2}/)]);
  if (resource.path === undefined) expect([rule, wordsOfPrograms(finding)]).toEqual([rule, []]);
}

/** What only a program of CDK has: calls, classes that are made, and properties that begin with a small letter. */
function wordsOfPrograms({ fix, paths, resource, triggers }: Finding): string[] {
  // Names that people gave, and statements of policies, are not ours.
  const named = [resource, ...triggers, ...paths.flatMap(({ fn, origin, qualifier }) => [fn, origin, qualifier.resource])];
  const text = named.flatMap((each) => (each ? [each.label, each.id] : [])).reduce((rest, name) => rest.replaceAll(name, ''), fix.replace(/\{"Effect".*\}/, '')).replace(/arn:\S+/g, '');
  return [...text.matchAll(/\bnew [A-Z]\w*|\b\w+\(|\bDuration\.|\b(?:sqs|sns|lambda|events|targets|destinations)\.[A-Z]\w*|\b[a-z]+[A-Z]\w*/g)].map(([word]) => word).filter((word) => !inTemplates.has(word));
}
