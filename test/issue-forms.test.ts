import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const folder = join(__dirname, '../.github/ISSUE_TEMPLATE');
const read = (name: string) => load(readFileSync(join(folder, name), 'utf8'));

interface Element {
  readonly type: string;
  readonly id?: string;
  readonly attributes: { readonly label?: string; readonly options?: readonly (string | { readonly label: string })[] };
  readonly validations?: { readonly required?: boolean };
}
interface Form { readonly name: string; readonly description: string; readonly labels: readonly string[]; readonly body: readonly Element[] }

const forms = readdirSync(folder).filter((name) => name !== 'config.yml');

test('there is a form for what somebody may want to report', () => {
  expect(forms).toEqual(['bug.yml', 'false-alarm.yml', 'missed-failure.yml', 'rule-or-source.yml']);
});

// GitHub drops a form that breaks these, in silence:
// https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms
test.each(forms)('%s is one that GitHub takes', (name) => {
  const form = read(name) as Form;
  expect(Object.keys(form)).toEqual(['name', 'description', 'labels', 'body']);
  expect(form.name.length).toBeGreaterThanOrEqual(3);
  const ids = form.body.map(({ id }) => id!);
  const labels = form.body.map(({ attributes }) => attributes.label!);
  expect([new Set(ids).size, new Set(labels).size]).toEqual([ids.length, labels.length]);
  for (const { type, id, attributes, validations } of form.body) {
    expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
    expect(id).toMatch(/^[\w-]+$/);
    expect(attributes.label).toMatch(/\S/);
    expect(attributes.options !== undefined).toBe(['dropdown', 'checkboxes'].includes(type));
    // Of checkboxes, each option has its own.
    if (type === 'checkboxes') expect(validations).toBeUndefined();
  }
});

test.each(['false-alarm.yml', 'missed-failure.yml', 'bug.yml'])('%s asks for what is needed to see it happen', (name) => {
  const required = (read(name) as Form).body.filter(({ validations }) => validations?.required).map(({ id }) => id);
  expect(required).toEqual(expect.arrayContaining([expect.stringMatching(/^(template|program)$/), expect.stringMatching(/^(output|happens)$/), 'version']));
});

test('vulnerabilities are sent another way', () => {
  const { contact_links: links } = read('config.yml') as { readonly contact_links: readonly { readonly name: string; readonly url: string; readonly about: string }[] };
  for (const link of links) expect(link).toEqual({ name: expect.any(String), url: expect.stringMatching(/^https:/), about: expect.any(String) });
  expect(links.map(({ url }) => url)).toContain('https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/security/advisories/new');
});
