import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRegistries } from './registry';

/** `npx projen new:rule some-id`, `npx projen new:source some-id`: one file and its tests; the page of a rule and the lists are written from them. */
const [kind, id] = process.argv.slice(2);
const root = join(__dirname, '..');

/** A block of code to be filled in. */
const block = (language: string) => ['', `\`\`\`${language}`, '…', '```', ''];

const files: { readonly [kind: string]: (name: string) => { readonly [path: string]: string } } = {
  rule: (name) => ({
    [`src/rules/${name}.ts`]: `import { defineRule } from './rule';

export default defineRule({
  id: '${name}',
  severity: 'warning',
  title: 'what is wrong, in one line',
  why: 'What happens to events because of it.',
  event: 'a failed event is dropped',
  fix: 'What to set, in CDK.',
  fixInTemplate: 'What to set, in a template.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/'],
  check(graph, report) {
    for (const path of graph.paths) {
      report({ resource: path.fn, path, what: \`\${path.fn.label} …\` });
    }
  },
});
`,
    [`test/rules/${name}.cases.ts`]: `import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('${name}', {
  fires: { '': { app: (stack) => void fn(stack), at: 'Fn' } },
  silent: { '': { app: (stack) => void fn(stack) } },
});
`,
    [`test/rules/${name}.page.md`]: ['## Fires', ...block('ts'), ...block('yaml'), '## Fix', '', '### CDK', ...block('ts'), '### SAM', ...block('yaml'), '### CloudFormation', ...block('yaml')].join('\n'),
  }),
  source: (name) => ({
    [`src/sources/${name}.ts`]: `import { defineSource } from './source';

export default defineSource({
  id: '${name}',
  title: 'Name of the service',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/'],
  claims: ['AWS::Service::Type'],
  * paths(app) {
    for (const resource of app.ofType('AWS::Service::Type')) {
      void resource;
    }
  },
});
`,
    [`test/sources/${name}.test.ts`]: `import { sourceContract } from '../support/source-contract';

sourceContract('${name}', {
  'what happens by default': {
    resources: \`
      Trigger: { Type: AWS::Service::Type }
    \`,
    paths: [{ fn: 'Fn', kind: '${name}', triggers: ['Trigger'], fate: 'lost' }],
  },
});
`,
    [`docs/sources/${name}.md`]: [
      '# ' + name, '', '## What invokes the function', '', '## Retries', '', '## Where failed events can rest', '', '## What it cannot tell', '', '## Example', '',
      '### Lost', '', 'The event is `lost`: …', ...block('yaml'), '### Kept, in CDK', ...block('ts'), '### Kept, in SAM', ...block('yaml'), '### Kept, in CloudFormation', ...block('yaml'),
      '## Rules', '', '- [`…`](../rules/….md): …', '', 'Acknowledge [`…`](../rules/….md) where …', '',
    ].join('\n'),
  }),
};

if (!files[kind] || !/^[a-z][a-z0-9-]*$/.test(id ?? '')) {
  console.error('Usage: npx projen new:rule ID | npx projen new:source ID, where ID is lower-case-with-dashes');
  process.exitCode = 2;
} else {
  const wanted = Object.entries(files[kind](id));
  const taken = wanted.map(([path]) => path).filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) {
    console.error(`There already: ${taken.join(', ')}`);
    process.exitCode = 2;
  } else {
    for (const [path, text] of wanted) {
      writeFileSync(join(root, path), text);
      console.log(path);
    }
    writeRegistries();
  }
}
