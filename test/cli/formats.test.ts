import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { main } from '../../src/cli/main';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'failsafe-formats-'));
process.chdir(folder);
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, content);
  return name;
}

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(['check', ...args], { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const queueAndFunction = (name: string, acknowledged = '') => `
  ${name}:
    Type: AWS::SQS::Queue
    ${acknowledged}
    Properties: { VisibilityTimeout: 60 }
  ${name}Handler: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }
  ${name}Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${name}Handler, EventSourceArn: !GetAtt ${name}.Arn } }
`;

/** An error, a warning, an error that is accepted. */
const shop = file('app/shop.yaml', `Resources:${queueAndFunction('Orders')}${queueAndFunction('Ticks', 'Metadata: { LambdaFailsafe: { Acknowledge: [{ Id: sqs-no-redrive, Reason: "old prices, \\"<worthless>\\" & 100 %" }] } }')}`);

/** A name that other formats have signs for. */
const odd = file('app/a, b:c%d #1.yaml', `Resources:${queueAndFunction('Mails')}`);

/** The same from a program, whose lines are known. */
function assembly(): string {
  const app = new App({ outdir: 'cdk.out', context: { '@aws-cdk/core:stackTraces': true, 'aws:cdk:disable-stack-trace': false } });
  const stack = new Stack(app, 'Shop');
  const fn = new Lambda(stack, 'Ship', { runtime: Runtime.NODEJS_22_X, handler: 'i.h', code: Code.fromInline('x') });
  const queue = new Queue(stack, 'Orders', { visibilityTimeout: undefined });
  fn.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
  const ticks = new Queue(stack, 'Ticks');
  fn.addEventSource(new SqsEventSource(ticks, { reportBatchItemFailures: true }));
  Validations.of(ticks).acknowledge({ id: 'cdk-lambda-failsafe::sqs-no-redrive', reason: 'old prices' });
  app.synth();
  return 'cdk.out';
}

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly markdown: string } }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }[];
    readonly results: readonly {
      readonly ruleId: string; readonly ruleIndex: number; readonly level: string; readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }; readonly region: { readonly startLine: number } };
        readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
      }[];
      readonly partialFingerprints: { readonly [name: string]: string }; readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
    }[];
  }[];
}

describe('SARIF', () => {
  const log = (...args: string[]) => JSON.parse(run('--format', 'sarif', ...args).out) as Sarif;

  /** What the standard wants of the objects that are used, in short; the schema it is published with is larger than this package. */
  const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 }, markdown: { type: 'string' } }, additionalProperties: false };
  const list = (items: object) => ({ type: 'array', items, uniqueItems: true });
  const strict = (required: readonly string[], properties: object) => ({ type: 'object', required, properties, additionalProperties: false });
  const level = { enum: ['none', 'note', 'warning', 'error'] };
  const location = strict(['physicalLocation'], {
    physicalLocation: strict(['artifactLocation', 'region'], {
      artifactLocation: strict(['uri'], { uri: { type: 'string', pattern: '^[^\\s\\\\"<>^`{|}]+$' }, uriBaseId: { type: 'string' } }),
      region: strict(['startLine'], { startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 } }),
    }),
    logicalLocations: list(strict([], { name: { type: 'string' }, fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } })),
  });
  const isValid = new Ajv().compile(strict(['version', 'runs'], {
    $schema: { type: 'string' }, version: { const: '2.1.0' },
    runs: list(strict(['tool'], {
      tool: strict(['driver'], {
        driver: strict(['name'], {
          name: { type: 'string' }, semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' }, informationUri: { type: 'string', pattern: '^https:' },
          rules: list(strict(['id'], {
            id: { type: 'string' }, shortDescription: text, fullDescription: text, help: text, helpUri: { type: 'string', pattern: '^https:' }, defaultConfiguration: strict([], { level }),
            properties: { type: 'object', properties: { tags: list({ type: 'string' }) } },
          })),
        }),
      }),
      automationDetails: strict([], { id: { type: 'string' } }), columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] }, originalUriBaseIds: { type: 'object', additionalProperties: strict([], { uri: { type: 'string' }, description: text }) },
      invocations: list(strict(['executionSuccessful'], {
        executionSuccessful: { type: 'boolean' }, toolExecutionNotifications: { type: 'array', items: strict(['message'], { level, message: text }) }, toolConfigurationNotifications: { type: 'array', items: strict(['message'], { level, message: text }) },
      })),
      results: {
        type: 'array', items: strict(['message'], {
          ruleId: { type: 'string' }, ruleIndex: { type: 'integer', minimum: 0 }, level, message: text, locations: { type: 'array', items: location }, partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
          suppressions: list(strict(['kind'], { kind: { enum: ['inSource', 'external'] }, status: { enum: ['accepted', 'underReview', 'rejected'] }, justification: { type: 'string' } })),
        }),
      },
    })),
  }));

  test.each([['templates', [shop, odd]], ['nothing to tell', [file('empty.yaml', 'Resources: {}\n')]], ['what cannot be read', [shop, 'nowhere']], ['an app of CDK', ['cdk']]])('is valid: %s', (_, args) => {
    const written = log(...args[0] === 'cdk' ? [assembly()] : args);
    expect([isValid(written), isValid.errors]).toEqual([true, null]);
    // The published schema, where somebody has it.
    const published = process.env.SARIF_SCHEMA;
    if (published !== undefined && existsSync(published)) {
      // It is of an older draft, and uses nothing of that but these two.
      const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(published, 'utf8')) as { $schema: string; id: string };
      const byTheBook = new Ajv({ strict: false, validateFormats: false }).compile(schema);
      expect([byTheBook(written), byTheBook.errors]).toEqual([true, null]);
    }
  });

  test('results lead to rules, lines and names', () => {
    const [{ tool: { driver: { rules } }, results, invocations: [{ executionSuccessful }] }] = log(shop).runs;
    expect(executionSuccessful).toBe(true);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex].id).toBe(ruleId);
    const [lost] = results.filter(({ ruleId, suppressions }) => ruleId === 'sqs-no-redrive' && !suppressions);
    expect(lost).toMatchObject({
      level: 'error', message: { text: expect.stringMatching(/^OrdersHandler ← sqs Orders: Orders feeds OrdersHandler and has no redrive policy.*\. Set /) },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'app/shop.yaml', uriBaseId: '%SRCROOT%' }, region: { startLine: 5 } }, logicalLocations: [{ fullyQualifiedName: 'app/shop.yaml#Orders' }] }],
    });
  });

  test('what was acknowledged is suppressed, with the reason, in the source or beside it', () => {
    file('policy.json', JSON.stringify({ ignore: [{ rule: 'sqs-no-redrive', resource: 'Orders', reason: 'next week' }] }));
    const suppressed = log('--config', 'policy.json', shop).runs[0].results.flatMap(({ suppressions = [] }) => suppressions.map(({ kind, justification }) => `${kind}: ${justification}`));
    expect(suppressed).toEqual(['external: next week', 'inSource: old prices, "<worthless>" & 100 %']);
  });

  test('a file elsewhere, and signs in its name', () => {
    const uris = (...args: string[]) => log(...args).runs[0].results.map(({ locations: [{ physicalLocation: { artifactLocation } }] }) => artifactLocation.uri);
    expect(new Set(uris(odd))).toEqual(new Set(['app/a,%20b:c%25d%20%231.yaml']));
    expect(new Set(uris(join(folder, shop)))).toEqual(new Set(['app/shop.yaml']));
    process.chdir('app');
    try {
      expect(uris('../cdk.out/../app/shop.yaml')).not.toHaveLength(0);
    } finally {
      process.chdir(folder);
    }
  });

  test('names stay the same when lines and words change, and are never two of the same', () => {
    const prints = () => log(shop, odd).runs[0].results.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]);
    const first = prints();
    expect(new Set(first).size).toBe(first.length);
    writeFileSync(shop, `# a new line\n${readFileSync(shop, 'utf8')}`);
    expect(prints()).toEqual(first);
  });

  test('of an app of CDK: the line of the program, where the trace is there', () => {
    const [{ results }] = log(assembly()).runs;
    const [lost] = results.filter(({ ruleId, suppressions }) => ruleId === 'sqs-no-redrive' && !suppressions);
    expect(lost.locations[0].logicalLocations[0].fullyQualifiedName).toBe('Shop/Orders/Resource');
    expect(lost.locations[0].physicalLocation.artifactLocation.uri).toMatch(/formats\.test\.ts$/);
    expect(results.find(({ suppressions }) => suppressions)).toMatchObject({ suppressions: [{ kind: 'inSource', justification: 'old prices' }] });
  });

  test('what could not be read is told as such', () => {
    const { code, out } = run('--format', 'sarif', shop, 'nowhere');
    const [{ executionSuccessful, toolExecutionNotifications: [{ message }] }] = (JSON.parse(out) as Sarif).runs[0].invocations;
    expect([code, executionSuccessful, message.text]).toEqual([2, false, expect.stringMatching(/^nowhere: no such file/)]);
  });
});

describe('GitHub annotations', () => {
  const lines = (...args: string[]) => run('--format', 'github', ...args).out.split('\n').slice(0, -1);

  test('one line each, the gravest first', () => {
    const all = lines(odd, shop);
    expect(all.map((line) => /^::(\w+) /.exec(line)![1])).toEqual(['error', 'error', ...all.slice(2).map(() => 'warning')]);
    expect(all[1]).toMatch(/^::error file=app\/shop\.yaml,line=\d+,col=\d+,title=sqs-no-redrive::OrdersHandler ← sqs Orders: Orders feeds OrdersHandler/);
    expect(lines(odd, shop).join('\n')).not.toContain('Ticks feeds');
  });

  test('signs that mean something there', () => expect(lines(odd)[0]).toMatch(/^::error file=app\/a%2C b%3Ac%25d #1\.yaml,line=/));
  test('what could not be read', () => expect(lines('nowhere')).toEqual([expect.stringMatching(/^::error title=lambda-failsafe%3A incomplete::nowhere: no such file/)]));
});

describe('Code Quality of GitLab', () => {
  const isValid = new Ajv().compile({
    type: 'array',
    items: {
      type: 'object', required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string' }, check_name: { type: 'string' }, fingerprint: { type: 'string' }, severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: { type: 'object', required: ['path', 'lines'], properties: { path: { type: 'string', pattern: '^[^/.]' }, lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } } } },
      },
    },
  });

  test('is what GitLab documents, with names that are all different', () => {
    const report = JSON.parse(run('--format', 'gitlab', shop, odd).out) as { fingerprint: string; severity: string; check_name: string }[];
    expect([isValid(report), isValid.errors]).toEqual([true, null]);
    expect(new Set(report.map(({ fingerprint }) => fingerprint)).size).toBe(report.length);
    expect(report.filter(({ severity }) => severity === 'critical').map(({ check_name: name }) => name)).toEqual(['sqs-no-redrive', 'sqs-no-redrive']);
  });

  test('nothing found', () => expect(run('--format', 'gitlab', file('empty.yaml', 'Resources: {}\n')).out).toBe('[]\n'));
});

describe('JUnit', () => {
  interface Test {
    readonly name: string; readonly classname: string; readonly failure?: unknown; readonly skipped?: { readonly message: string }; readonly error?: { readonly message: string };
  }
  const read = (...args: string[]) => {
    const { out } = run('--format', 'junit', ...args);
    expect(XMLValidator.validate(out)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => ['testsuite', 'testcase'].includes(name) }).parse(out) as {
      testsuites: { tests: string; failures: string; errors: string; skipped: string; testsuite: { name: string; tests: string; testcase: Test[] }[] };
    };
    return testsuites;
  };
  const told = (suites: ReturnType<typeof read>) => suites.testsuite.flatMap(({ testcase }) => testcase.map(({ name, failure, skipped, error }) => (
    `${name}: ${failure ? 'failed' : skipped ? 'skipped' : error ? 'error' : 'passed'}`
  )));

  test('a test for each path, which fails where the run does', () => {
    expect(told(read(shop))).toEqual(['OrdersHandler ← sqs Orders: failed', 'TicksHandler ← sqs Ticks: passed', 'Ticks: skipped']);
    expect(told(read('--fail-on', 'warning', shop))).toEqual(['OrdersHandler ← sqs Orders: failed', 'TicksHandler ← sqs Ticks: failed', 'Ticks: skipped']);
    expect(told(read('--fail-on', 'never', shop))).toEqual(['OrdersHandler ← sqs Orders: passed', 'TicksHandler ← sqs Ticks: passed', 'Ticks: skipped']);
  });

  test('counts, one suite an app, and the reason of what was acknowledged', () => {
    const suites = read(shop, odd, 'nowhere');
    expect(suites.testsuite.map(({ name }) => name)).toEqual(['app/shop.yaml', 'app/a, b:c%d #1.yaml', 'nowhere']);
    expect([suites.tests, suites.failures, suites.errors, suites.skipped]).toEqual(['5', '2', '1', '1']);
    expect(suites.testsuite[0].testcase[2].skipped!.message).toBe('old prices, "<worthless>" & 100 %');
    expect(suites.testsuite[2].testcase[0].error!.message).toMatch(/^nowhere: no such file/);
  });

  test('signs that XML does not know', () => {
    const template = file('control.yaml', `Resources:${queueAndFunction('Orders')}`.replace('i.h', '"a\\u0001]]><b>&"').replaceAll('VisibilityTimeout: 60', 'QueueName: "q\\u0002<&\\uD800"'));
    expect(XMLValidator.validate(run('--format', 'junit', template).out)).toBe(true);
  });
});
