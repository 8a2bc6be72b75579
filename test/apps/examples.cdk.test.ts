import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';

const folder = join(__dirname, '..', '..', 'examples', 'constructs');

test.each(readdirSync(folder).filter((name) => name.endsWith('.ts')))('examples/constructs/%s synthesizes, and nothing is found in it', (name) => {
  const out = mkdtempSync(join(tmpdir(), 'failsafe-'));
  const printed = jest.spyOn(console, 'error').mockImplementation();
  process.env.CDK_OUTDIR = out;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    jest.isolateModules(() => void require(join(folder, name)));
    const { findings, graph } = check(worlds(readApp(out).app));
    expect(findings.map(({ rule, what }) => `${rule}: ${what}`)).toEqual([]);
    expect(graph.paths.filter(({ framework }) => !framework).length).toBeGreaterThan(0);
    // DocumentDB has nothing that could keep an event.
    expect(graph.paths.filter(({ kind, outcome: { fate } }) => kind !== 'docdb' && (fate === 'lost' || fate === 'blocks'))).toEqual([]);
  } finally {
    delete process.env.CDK_OUTDIR;
    printed.mockRestore();
    rmSync(out, { recursive: true, force: true });
  }
});
