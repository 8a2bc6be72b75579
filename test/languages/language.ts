import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Ran, run, synthesize, Synthesized, twin } from './tools';

/** How a language gets the package, and runs the same programs with it. */
export interface Language {
  readonly name: string;
  /** What this machine lacks for it, in one line. */
  readonly missing: () => string | undefined;
  /** Whether a machine may do without. */
  readonly optional: boolean;
  /** Makes the package, installs it with the CDK of the floor, and compiles the programs. */
  readonly prepare: () => void;
  /** The shop that loses nothing. */
  readonly app: () => Command;
  /** An app that loses events, and so must not synthesize. */
  readonly lost: () => Command;
  /** How a program ends whose synthesis throws. */
  readonly exitCode: number;
  /** Unit tests with `FailureMap`. */
  readonly unitTests: () => Command;
}

const json = (path: string): object => JSON.parse(readFileSync(path, 'utf8'), withoutPlaces) as object;

/** Where in a program a construct was made: every language has other lines, and jsii knows none of those of its users. */
const withoutPlaces = (key: string, value: unknown): unknown => {
  if (['stackTraces', 'acknowledgedStackTrace', 'trace', 'file'].includes(key)) return undefined;
  return Array.isArray(value) ? value.filter((entry) => (entry as { type?: string } | null)?.type !== 'aws:cdk:creationStack') : value;
};

/** The data of the page, without the places of the constructs. */
function mapIn(page: string): object {
  const [, data] = /<script[^>]* type="application\/json"[^>]*>([^]*?)<\/script>/.exec(readFileSync(page, 'utf8'))!;
  return JSON.parse(data, withoutPlaces) as object;
}

/** The table that `printFates` prints. */
const fates = ({ stderr }: Ran): string => /^Where each failed event ends up\n\n[^]*?\n\n/m.exec(stderr)![0];

/** What CDK prints of each violation, without the line of the program above it. */
const printed = ({ stdout, stderr }: Ran): string[] => [...`${stdout}\n${stderr}`.matchAll(/^(?:ERROR|WARNING) [^]*?\n +Acknowledge with '.*'$/gm)].map(([text]) => text);

/** Jest says nothing of a file of which all is skipped. */
export function skipped(name: string, why: string): void {
  process.stdout.write(`${name}: skipped, because ${why}\n`);
  test.skip(name, () => undefined);
}

/** The same programs give the same as in TypeScript. */
export function sameAsTypeScript(language: Language): void {
  const { name, missing, optional, prepare, app, lost, exitCode, unitTests } = language;
  const lacks = missing();
  if (lacks && optional) return skipped(name, lacks);

  describe(name, () => {
    const theirs = twin('app');
    let mine: Synthesized;

    beforeAll(() => {
      if (lacks) throw new Error(`${name} cannot be tested: ${lacks}.`);
      const began = Date.now();
      prepare();
      process.stdout.write(`${name}: packaged, installed and compiled in ${Math.round((Date.now() - began) / 1000)} s\n`);
      mine = synthesize(name, 'app', app());
    });

    test('an app that loses nothing synthesizes', () => expect(mine).toMatchObject({ status: 0 }));

    test('its template is that of TypeScript, byte for byte', () => {
      const template = ({ outdir }: Synthesized) => readFileSync(join(outdir, 'Shop.template.json'), 'utf8');
      expect(template(mine)).toBe(template(theirs));
      expect(template(mine)).toContain('"maxReceiveCount": 8');
    });

    test('so is its asset manifest, and the metadata of its constructs with the acknowledgement', () => {
      for (const file of ['Shop.assets.json', 'Shop.metadata.json']) expect(json(join(mine.outdir, file))).toEqual(json(join(theirs.outdir, file)));
      expect(json(join(mine.outdir, 'Shop.metadata.json'))).toMatchObject({ '/Shop/Ticks': [{ type: 'aws:cdk:acknowledged-rules', data: { 'cdk-lambda-failsafe::sqs-no-redrive': 'a price is worth nothing after a second' } }] });
    });

    test('so is the report of the plugin, with what is acknowledged and why', () => {
      const report = ({ outdir }: Synthesized) => json(join(outdir, 'validation-report.json'));
      expect(report(mine)).toEqual(report(theirs));
      expect(report(mine)).toMatchObject({ pluginReports: [{ pluginName: 'cdk-lambda-failsafe', conclusion: 'success', violations: [], suppressedViolations: [{ ruleName: 'cdk-lambda-failsafe::sqs-no-redrive', reason: 'a price is worth nothing after a second' }] }] });
    });

    test('so are the printed table and the map of where failed events end up', () => {
      expect(fates(mine)).toBe(fates(theirs));
      expect(fates(mine)).toMatch(/✓ kept    Shop\/ShipOrder ← sqs ShipOrder\/Trigger\/Queue\n +8 tries/);
      expect(mapIn(join(mine.outdir, 'failure-map.html'))).toEqual(mapIn(join(theirs.outdir, 'failure-map.html')));
    });

    test('an app that loses an event does not synthesize, and prints why', () => {
      const mistaken = synthesize(name, 'lost', lost());
      expect(mistaken.status).toBe(exitCode);
      expect(printed(mistaken)[0]).toMatch(/^ERROR \S*Charge ← sqs Payments: Payments feeds Charge and has no redrive policy\. A message that keeps failing is deleted after 4 days\./);
      expect(printed(mistaken)).toEqual(printed(twin('lost')));
    });

    test('unit tests with FailureMap pass', () => {
      const { status, stdout, stderr } = run(unitTests());
      expect({ status, output: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, output: '' });
    });
  });
}
