import { fuzzCase } from './case';
import { corpus } from './corpus';
import { root } from './disk';
import { fuzz } from './fuzz';

jest.setTimeout(120_000);

const seeds = corpus();

// All of it: npm run fuzz.
test('a thousand templates that nobody would write: each gets an answer, in time, by one exit code, and changes nothing', async () => {
  let done = 0;
  const failures = await fuzz({ seed: 20260101, cases: 1_000, workers: 1, progress: (count) => { done = count; } });
  expect(failures).toEqual([]);
  expect(done).toBe(1_000);
});

describe('the cases', () => {
  const cases = Array.from({ length: 2_000 }, (_, index) => fuzzCase(1, index, seeds));
  const texts = cases.flatMap(({ files }) => [...files.values()].map(String));

  test('are the same for the same seed, and others for another', () => {
    const written = (seed: number) => [...fuzzCase(seed, 17, seeds).files].map(([file, bytes]) => `${file} ${bytes.toString('hex')}`);
    expect(written(1)).toEqual(written(1));
    expect(written(1)).not.toEqual(written(2));
  });

  test('begin with what this repository has', () => expect(seeds.length).toBeGreaterThan(80));

  test.each([
    ['single templates', () => cases.filter(({ app }) => app !== root)], ['folders', () => cases.filter(({ app, files }) => app === root && !files.has(`${root}/manifest.json`))],
    ['cloud assemblies', () => cases.filter(({ files }) => files.has(`${root}/manifest.json`))], ['maps', () => cases.filter(({ command }) => command[0] === 'map')], ['fixes', () => cases.filter(({ command }) => command[0] === 'fix')],
    ['special names', () => texts.filter((text) => text.includes('"__proto__":'))], ['loops', () => texts.filter((text) => text.includes('Fn::ForEach'))], ['imports', () => texts.filter((text) => text.includes('Fn::ImportValue'))],
    ['nested stacks', () => texts.filter((text) => text.includes('TemplateURL'))], ['signs of a terminal', () => texts.filter((text) => text.includes('\\u001b'))], ['what is not UTF-8', () => texts.filter((text) => text.includes('\ufffd'))],
    ['deep ones', () => texts.filter((text) => text.includes('[[[[[') || text.includes('"a":{"a":'))],
  ])('have %s among them', (_, some) => expect(some().length).toBeGreaterThan(10));
});
