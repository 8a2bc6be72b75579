import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The documented faults, M1 to M49, that nothing in a template tells; docs/how-it-works.md says so too. */
const unseen = {
  M42: 'code and configuration of a function change one after the other while a stack is updated: every function that is invoked without an alias is the same in this, wrong or not',
  M46: 'somebody means to move messages with the console of SQS from a queue that no other queue redrives to, which SQS refuses: that is what a person does, not a resource',
};

const titles = readdirSync(__dirname).filter((name) => name.endsWith('.cases.ts')).flatMap((name) => [...readFileSync(join(__dirname, name), 'utf8').matchAll(/^ {4}'((?:M\d+(?:, | and )?)+): /gm)].flatMap(([, ids]) => ids.match(/M\d+/g)!));
const page = readFileSync(join(__dirname, '..', '..', 'docs', 'how-it-works.md'), 'utf8');

test.each(Array.from({ length: 49 }, (_, index) => `M${index + 1}`))('%s has a case that names it, or a reason why no template shows it', (fault) => {
  expect(titles.includes(fault)).toBe(!(fault in unseen));
});

test.each(Object.keys(unseen))('%s is told to readers', (fault) => expect(page).toContain(`(${fault};`));
