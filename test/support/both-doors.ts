import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Case } from './rule-cases';
import { check } from '../../src/check';
import { Result } from '../../src/graph/merge';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { readTree } from '../../src/read/tree';

/** One app, judged as files and as a construct tree. */
export interface Judged {
  readonly files: Result;
  readonly tree: Result;
}

export function judge(given: Case): Judged {
  return judgeApp((app, folder) => {
    const stack = new Stack(app, 'Stack', { env: given.env });
    if (given.template !== undefined) {
      const file = join(folder, 'app.template.yaml');
      writeFileSync(file, given.template);
      new CfnInclude(stack, 'Template', { templateFile: file });
    }
    given.app?.(stack);
    return given.template === undefined ? undefined : join(folder, 'app.template.yaml');
  });
}

/** The templates of an app alone, as they are for somebody who does not use CDK: nothing tells of constructs. */
export const judgeTemplates = ({ app: build, env }: Case): Result => inFolder((folder) => {
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  build?.(new Stack(app, 'Stack', { env }));
  const { directory } = app.synth();
  const templates = join(folder, 'templates');
  mkdirSync(templates);
  for (const name of readdirSync(directory).filter((each) => each.endsWith('.template.json'))) copyFileSync(join(directory, name), join(templates, name));
  return check(worlds(readApp(templates).app));
});

/** Builds an app and reads it both ways; a template file, if `build` names one, is read instead of the synthesized app. */
export const judgeApp = (build: (app: App, folder: string) => string | undefined | void): Judged => inFolder((folder) => {
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  const file = build(app, folder);
  const tree = check(worlds(readTree(app)));
  const files = readApp(file ?? app.synth().directory);
  if (files.problems.length > 0) throw files.problems[0];
  return { files: check(worlds(files.app)), tree };
});

function inFolder<T>(judged: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  // CDK's own validation has something to say about many of the wrong apps here.
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  try {
    return judged(folder);
  } finally {
    quiet.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A graph and its findings in words, the same for both readers whatever they call the stack. */
export function inWords({ graph, findings }: Result): readonly string[] {
  return [
    ...graph.paths.map((path) => {
      const rests = path.outcome.nets.map((net) => net.rest.text).join(', ');
      const triggers = path.triggers.map((trigger) => trigger.id).join(', ');
      return `${path.fn.id} <- ${path.kind} (${triggers}): ${path.outcome.fate} ${rests}${path.delivery ? `, delivery ${path.delivery.fate}` : ''}`;
    }),
    ...findings.map((finding) => `${finding.rule} on ${finding.resource.id} for ${finding.fn?.id ?? '-'}: ${finding.what}`),
  ].sort();
}
