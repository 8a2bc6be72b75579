import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, AppProps } from 'aws-cdk-lib';
import { ResourceSet } from '../../src/model/resource';
import { isObject, Pointer, Text, Unknown, Value } from '../../src/model/value';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { readTree } from '../../src/read/tree';

/** What a reader found: by state of the conditions and resource key, in plain words. */
export type Shown = { readonly [key: string]: unknown };

/** The same app through the tree reader, while constructs are still being made and once it is synthesized, and through the template reader. */
export interface BothReaders {
  readonly early: Shown;
  readonly late: Shown;
  readonly files: Shown;
}

export function bothReaders(build: (app: App) => void, props: AppProps = {}): BothReaders {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  try {
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false, ...props });
    build(app);
    const early = worlds(readTree(app));
    const { directory } = app.synth();
    const late = worlds(readTree(app));
    const { app: read, problems } = readApp(directory);
    if (problems.length > 0) throw problems[0];
    const words = (found: ReturnType<typeof worlds>) => Object.assign({}, ...found.map(({ set, when }) => show(set, when ?? '')));
    return { early: words(early), late: words(late), files: words(worlds(read)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What CDK makes of references between stacks, and a template has in their place. */
const plumbing = /^(AWS::CDK::Metadata$|Custom::CrossRegionExport)|CustomCrossRegionExport/;

function show(set: ResourceSet, when: string): Shown {
  const shown: { [key: string]: unknown } = {};
  for (const { key, type, label, properties, path, acknowledged, stack } of set.resources) {
    if (plumbing.test(type) || plumbing.test(key)) continue;
    const { TemplateURL, Parameters, ...others } = properties;
    shown[`${when} ${key}`] = {
      type, label, path, acknowledged, template: stack.template.replace(/^.*cdk\.out/, ''), region: stack.region, account: stack.account,
      properties: inWords(type === 'AWS::CloudFormation::Stack' ? others : properties),
    };
  }
  return shown;
}

function inWords(value: Value): unknown {
  if (value instanceof Pointer) return `→ ${value.resource.key} ${value.attribute}`;
  if (value instanceof Unknown) return `? ${value.reason}`;
  if (value instanceof Text) return value.parts.map(inWords);
  if (Array.isArray(value)) return value.map(inWords);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, inWords(inner)]));
  return value;
}
