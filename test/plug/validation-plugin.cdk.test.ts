import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Duration, NestedStack, PolicyValidationPluginReport, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { FailOn, FailsafeChecks } from '../../src';
import { constructNotes } from '../../src/plug/message';
import { rules } from '../../src/rules';
import { fn, queueWithDlq } from '../support/parts';

const noRedrive = 'cdk-lambda-failsafe::sqs-no-redrive';

/** A function on a queue without a redrive policy; nothing else is wrong. */
function lossy(scope: Construct, id = ''): Queue {
  const queue = new Queue(scope, `Orders${id}`);
  fn(Stack.of(scope), `Fn${id}`).addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
  return queue;
}

interface Violation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly suggestedFix?: string;
  readonly ruleMetadata?: { readonly [key: string]: string };
  readonly violatingConstructs: { readonly constructPath: string }[];
  readonly reason?: string;
}

interface PluginReport {
  readonly pluginName: string;
  readonly violations: readonly Violation[];
  readonly suppressedViolations?: readonly Violation[];
}

interface Synthesized {
  readonly failed?: string;
  /** What was printed when synthesis went through. */
  readonly printed: string;
  readonly violations: readonly Violation[];
  readonly suppressed: readonly Violation[];
  readonly files: readonly string[];
}

/** Synthesizes as a user's test does, and reads CDK's own report of it. */
function synth(app: App, plugin = 'cdk-lambda-failsafe'): Synthesized {
  const print = jest.spyOn(console, 'error').mockImplementation();
  let failed: string | undefined;
  try {
    app.synth({ force: true });
  } catch (error) {
    failed = (error as Error).message;
  }
  const printed = print.mock.calls.join('\n');
  print.mockRestore();
  const file = join(app.outdir, 'validation-report.json');
  const { pluginReports: reports } = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { pluginReports: [] }) as { pluginReports: PluginReport[] };
  const ours = reports.filter(({ pluginName }) => pluginName === plugin);
  return {
    failed, printed, files: readdirSync(app.outdir),
    violations: ours.flatMap(({ violations }) => violations), suppressed: ours.flatMap(({ suppressedViolations }) => suppressedViolations ?? []),
  };
}

const places = (violations: readonly Violation[]) => violations.flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`)).sort();

function checked(build: (app: App) => void, plugin = new FailsafeChecks()): Synthesized {
  const app = new App();
  Validations.of(app).addPlugins(plugin);
  build(app);
  return synth(app);
}

test('a lost event fails synthesis, with what, why, fix, link, construct and property', () => {
  const { failed, violations } = checked((app) => void lossy(new Stack(app, 'Shop')));
  expect(failed).toContain('has no redrive policy');
  expect(failed).toContain(`Acknowledge with '${noRedrive}'`);
  expect(violations).toMatchObject([{
    ruleName: 'sqs-no-redrive', severity: 'error',
    description: expect.stringMatching(/^Shop\/Fn ← sqs Orders: Orders feeds Fn and has no redrive policy\. A message that keeps failing is deleted after 4 days\. .*nobody is told/s),
    suggestedFix: expect.stringMatching(/deadLetterQueue: \{ .* See https:\/\/docs\.aws\.amazon\.com/),
    violatingConstructs: [{ constructPath: 'Shop/Orders/Resource', cloudFormationResource: { propertyPaths: ['Properties.RedrivePolicy'] }, stackTraces: expect.arrayContaining([expect.stringContaining('validation-plugin.cdk.test.ts')]) }],
  }]);
});

test('nothing to say: synthesis goes through and nothing of ours is left behind', () => {
  const found = checked((app) => fn(new Stack(app, 'Shop')).addEventSource(new SqsEventSource(queueWithDlq(Stack.of(app.node.findChild('Shop'))), { reportBatchItemFailures: true })));
  expect(found).toMatchObject({ failed: undefined, violations: [], suppressed: [] });
  expect(found.files.filter((name) => /failsafe/i.test(name))).toEqual([]);
});

describe('severity', () => {
  const warned = (app: App) => {
    const stack = new Stack(app, 'Shop');
    fn(stack).addEventSource(new SqsEventSource(queueWithDlq(stack)));
  };

  test('a warning is shown and does not fail', () => {
    const { failed, printed, violations } = checked(warned);
    expect(failed).toBeUndefined();
    expect(printed).toContain("Acknowledge with 'cdk-lambda-failsafe::sqs-no-partial-batch'");
    expect(violations.map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('FailOn.WARNING turns warnings into errors, also next to an acknowledged one', () => {
    expect(checked(warned, new FailsafeChecks({ failOn: FailOn.WARNING })).failed).toContain('sqs-no-partial-batch');
    const { failed, suppressed } = checked((app) => {
      warned(app);
      Validations.of(lossy(new Stack(app, 'Other'))).acknowledge({ id: noRedrive, reason: 'a test' });
    }, new FailsafeChecks({ failOn: FailOn.WARNING }));
    expect(failed).toContain('sqs-no-partial-batch');
    expect(suppressed).toHaveLength(1);
  });

  test('FailOn.NEVER turns errors into warnings', () => {
    const { failed, violations } = checked((app) => void lossy(new Stack(app, 'Shop')), new FailsafeChecks({ failOn: FailOn.NEVER }));
    expect(failed).toBeUndefined();
    expect(violations.map(({ severity }) => severity)).toEqual(['warning']);
  });
});

describe('acknowledging', () => {
  test.each([noRedrive, 'sqs-no-redrive'])('%s silences it, with the reason in the report', (id) => {
    const { failed, violations, suppressed } = checked((app) => Validations.of(lossy(new Stack(app, 'Shop'))).acknowledge({ id, reason: 'drained by hand' }));
    expect({ failed, violations }).toEqual({ failed: undefined, violations: [] });
    expect(suppressed).toMatchObject([{ reason: 'drained by hand', violatingConstructs: [{ constructPath: 'Shop/Orders/Resource' }] }]);
  });

  test('on one construct it does not silence another, whatever the version of CDK', () => {
    const { failed, violations, suppressed } = checked((app) => {
      const stack = new Stack(app, 'Shop');
      Validations.of(lossy(stack)).acknowledge({ id: noRedrive, reason: 'drained by hand' });
      lossy(stack, '2');
    });
    expect(failed).toContain('Orders2');
    expect(violations.flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath))).toEqual(['Shop/Orders2/Resource']);
    expect(suppressed.flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath))).toEqual(['Shop/Orders/Resource']);
  });

  test('the id that the report gives can be acknowledged, next to another one', () => {
    const build = (ids: readonly string[]) => checked((app) => {
      const stack = new Stack(app, 'Shop');
      Validations.of(lossy(stack)).acknowledge({ id: noRedrive, reason: 'drained by hand' });
      const other = lossy(stack, '2');
      ids.forEach((id) => Validations.of(other).acknowledge({ id, reason: 'this one too' }));
    });
    const id = /Acknowledge with '(cdk-lambda-failsafe::sqs-no-redrive[^']*)'/.exec(build([]).failed!)![1];
    expect(build([id])).toMatchObject({ failed: undefined, violations: [] });
  });

  test('around it counts: on the app, the stage, the stack', () => {
    for (const path of ['', 'Prod', 'Prod/Shop']) {
      const { failed, suppressed } = checked((app) => {
        lossy(new Stack(new Stage(app, 'Prod'), 'Shop'));
        Validations.of(app.node.findAll().find(({ node }) => node.path === path)!).acknowledge({ id: noRedrive, reason: 'not used yet' });
      });
      expect([path, failed, suppressed.length]).toEqual([path, undefined, 1]);
    }
  });

  test('on the function it counts too', () => {
    const { failed, violations, suppressed } = checked((app) => {
      const stack = new Stack(app, 'Shop');
      lossy(stack);
      lossy(stack, '2');
      Validations.of(stack.node.findChild('Fn')).acknowledge({ id: noRedrive, reason: 'loses nothing of value' });
    });
    expect(failed).toContain('Orders2');
    expect(violations).toHaveLength(1);
    expect(suppressed).toMatchObject([{ reason: 'loses nothing of value', description: expect.stringMatching(/^Shop\/Fn ← sqs Orders: Orders feeds Fn/) }]);
  });

  test('a misspelt id is told', () => {
    const { violations } = checked((app) => Validations.of(lossy(new Stack(app, 'Shop'))).acknowledge({ id: 'cdk-lambda-failsafe::sqs-no-redirve', reason: 'a test' }, { id: 'AwsSolutions::SQS4', reason: 'not ours' }));
    expect(violations.filter(({ ruleName }) => ruleName === 'unknown-rule')).toMatchObject([{ severity: 'warning', description: expect.stringContaining('sqs-no-redirve'), violatingConstructs: [{ constructPath: 'Shop/Orders' }] }]);
  });

  test('what a construct of ours tells people to verify is no misspelt id', () => {
    const ids = constructNotes.map((id) => ({ id: `cdk-lambda-failsafe::${id}`, reason: 'a test' }));
    const { violations } = checked((app) => Validations.of(lossy(new Stack(app, 'Shop'))).acknowledge(...ids));
    expect(violations.filter(({ ruleName }) => ruleName === 'unknown-rule')).toEqual([]);
  });

  test('in the metadata of a template that is included', () => {
    const { failed, violations } = checked((app) => {
      const stack = new Stack(app, 'Shop');
      (lossy(stack).node.defaultChild as CfnResource).addMetadata('LambdaFailsafe', { Acknowledge: [{ Id: 'sqs-no-redrive', Reason: 'a test' }] });
    });
    expect({ failed, violations }).toEqual({ failed: undefined, violations: [] });
  });
});

describe('scope', () => {
  test('on one stage: that stage only', () => {
    const app = new App();
    const [beta, prod] = ['Beta', 'Prod'].map((id) => new Stage(app, id));
    [beta, prod].forEach((stage) => lossy(new Stack(stage, 'Shop')));
    lossy(new Stack(app, 'Tools'));
    Validations.of(prod).addPlugins(new FailsafeChecks());
    expect(places(synth(app).violations)).toEqual(['sqs-no-redrive Prod/Shop/Orders/Resource']);
  });

  test.each([['the same plugin', true], ['a plugin of its own', false]])('on the app and a stage, %s: everything once', (_, same) => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    lossy(new Stack(stage, 'Shop'));
    lossy(new Stack(app, 'Tools'));
    const plugin = new FailsafeChecks();
    Validations.of(app).addPlugins(plugin);
    Validations.of(stage).addPlugins(same ? plugin : new FailsafeChecks());
    const once = ['sqs-no-redrive Prod/Shop/Orders/Resource', 'sqs-no-redrive Tools/Orders/Resource'];
    expect(places(synth(app).violations)).toEqual(once);
    expect(places(synth(app).violations)).toEqual(once);
  });

  test('several regions: each stack once, with references across them', () => {
    const { violations } = checked((app) => {
      const queues = new Stack(app, 'Queues', { env: { account: '111122223333', region: 'eu-west-1' } });
      const kept = queueWithDlq(queues);
      fn(new Stack(app, 'Work', { env: { account: '111122223333', region: 'eu-west-1' } })).addEventSource(new SqsEventSource(kept, { reportBatchItemFailures: true }));
      lossy(new Stack(app, 'Else', { env: { account: '111122223333', region: 'us-east-1' } }));
    });
    expect(places(violations)).toEqual(['sqs-no-redrive Else/Orders/Resource']);
  });

  test('stages that use the same names and exports do not get mixed up', () => {
    const { violations } = checked((app) => {
      for (const id of ['Beta', 'Prod']) {
        const stage = new Stage(app, id);
        const queues = new Stack(stage, 'Queues', { stackName: 'queues' });
        const queue = id === 'Beta' ? queueWithDlq(queues) : new Queue(queues, 'Orders');
        queues.exportValue(queue.queueArn, { name: 'orders' });
        fn(new Stack(stage, 'Work', { stackName: 'work' })).addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
      }
    });
    expect(places(violations)).toEqual(['sqs-no-redrive Prod/Queues/Orders/Resource']);
  });

  test('nested stacks, included templates, overrides and generic resources', () => {
    const { violations } = checked((app) => {
      const stack = new Stack(app, 'Shop');
      lossy(new NestedStack(stack, 'Inner'));
      const queue = queueWithDlq(stack, 'Kept');
      fn(stack, 'Other').addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
      (queue.node.defaultChild as CfnQueue).addPropertyDeletionOverride('RedrivePolicy');
      new CfnInclude(stack, 'Included', { templateFile: join(__dirname, 'lossy.template.yaml') });
    });
    expect(places(violations).filter((place) => place.startsWith('sqs-no-redrive'))).toEqual(['Shop/Included/Incoming', 'Shop/Inner/Orders/Resource', 'Shop/Kept/Resource'].map((path) => `sqs-no-redrive ${path}`));
  });
});

describe('grouping', () => {
  test('it is one block too where each fix names its own resource', () => {
    const { violations } = checked((app) => {
      const stack = new Stack(app, 'Shop');
      for (const id of ['Orders', 'Refunds']) {
        const queue = new Queue(stack, id, { visibilityTimeout: Duration.seconds(60), deadLetterQueue: { maxReceiveCount: 5, queue: new Queue(stack, `${id}Dlq`, { retentionPeriod: Duration.days(14) }) } });
        fn(stack, `${id}Fn`).addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
      }
      // Another line, another violation.
      fn(stack, 'OtherFn').addEventSource(new SqsEventSource(new Queue(stack, 'Other', { visibilityTimeout: Duration.seconds(60), deadLetterQueue: { maxReceiveCount: 5, queue: new Queue(stack, 'OtherDlq', { retentionPeriod: Duration.days(14) }) } }), { reportBatchItemFailures: true }));
    });
    expect(places(violations)).toEqual(['dlq-not-watched Shop/OrdersDlq/Resource', 'dlq-not-watched Shop/OtherDlq/Resource']);
    expect(violations[0].ruleMetadata!.others).toBe('Shop/RefundsDlq/Resource');
    expect(violations[0].description).toContain('also: Shop/RefundsFn ← sqs Refunds: failed events of RefundsFn end up in RefundsDlq');
    expect(violations[0].suggestedFix).toContain('OrdersDlq.metricApproximateNumberOfMessagesVisible');
  });

  const many = (count: number) => checked((app) => {
    const stack = new Stack(app, 'Shop');
    for (let i = 1; i <= count; i += 1) lossy(stack, String(i));
  });

  test('what one line made is one block that names them all', () => {
    const { failed, violations } = many(3);
    expect(violations).toHaveLength(1);
    expect(violations[0].description.split('\n')).toHaveLength(3);
    for (const i of [1, 2, 3]) expect(failed).toContain(`Orders${i} feeds Fn${i} and has no redrive policy`);
    expect(violations[0].ruleMetadata!.others).toBe('Shop/Orders2/Resource, Shop/Orders3/Resource');
  });

  test('a thousand fit on a screen', () => {
    const { failed, violations } = many(60);
    expect(failed!.split('\n').length).toBeLessThan(30);
    expect(failed).toContain('and 50 more made by the same line');
    expect(violations[0].ruleMetadata!.others.split(', ')).toHaveLength(59);
  });

  test('why a rule matters is told once per stack', () => {
    const { violations } = checked((app) => ['A', 'B'].forEach((id) => {
      const stack = new Stack(app, id);
      lossy(stack, '1');
      const other = new Queue(stack, 'Orders2');
      fn(stack, 'Fn2').addEventSource(new SqsEventSource(other, { reportBatchItemFailures: true }));
    }));
    expect(violations.map(({ description }) => description.includes('nobody is told'))).toEqual([true, false, true, false]);
  });
});

test('a rule that crashes fails synthesis and is named as ours, whoever acknowledges what; the other rules are heard', () => {
  const crash = jest.spyOn(rules[0], 'check').mockImplementation(() => { throw new Error('no such thing'); });
  try {
    const { failed, violations } = checked((app) => {
      lossy(new Stack(app, 'Shop'));
      Validations.of(app).acknowledge({ id: 'cdk-lambda-failsafe::failed', reason: 'try' });
    });
    expect(failed).toContain(`the rule ${rules[0].id} failed: no such thing`);
    expect(violations.filter(({ severity }) => severity === 'fatal').map(({ ruleName, description }) => [ruleName, description])).toEqual([
      ['failed', expect.stringMatching(/This is a fault of cdk-lambda-failsafe, not of this app.*report it at https:/)],
    ]);
    expect(violations.map(({ ruleName }) => ruleName)).toContain('sqs-no-redrive');
  } finally {
    crash.mockRestore();
  }
});

describe('next to cdk-nag', () => {
  const withNag = (build: (stack: Stack) => void) => {
    const app = new App();
    const packs = [new AwsSolutionsChecks(app), new ServerlessChecks(app), new NIST80053R5Checks(app)];
    Validations.of(app).addPlugins(...packs, new FailsafeChecks());
    build(new Stack(app, 'Shop'));
    return { ours: synth(app), nag: packs.map(({ name }) => synth(app, name)) };
  };

  test('each reports its own, in one report', () => {
    const { ours, nag } = withNag((stack) => void lossy(stack));
    expect(places(ours.violations)).toEqual(['sqs-no-redrive Shop/Orders/Resource']);
    expect(nag.every(({ violations }) => violations.length > 0)).toBe(true);
  });

  test('acknowledging one leaves the others', () => {
    const { ours, nag } = withNag((stack) => Validations.of(lossy(stack)).acknowledge({ id: noRedrive, reason: 'a test' }));
    expect([ours.violations.length, ours.suppressed.length]).toEqual([0, 1]);
    expect(nag.map(({ suppressed }) => suppressed.length)).toEqual([0, 0, 0]);
  });
});

test('looks into the program of a function, where cdk synth writes down which asset that is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-code-'));
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => ({ batchItemFailures: [] });');
  const app = new App({ context: { 'aws:cdk:enable-asset-metadata': true } });
  Validations.of(app).addPlugins(new FailsafeChecks());
  const stack = new Stack(app, 'Shop');
  fn(stack, 'Fn', { code: Code.fromAsset(folder) }).addEventSource(new SqsEventSource(queueWithDlq(stack)));
  expect(places(synth(app).violations)).toContainEqual(expect.stringMatching(/^partial-batch-ignored Shop\/Fn\/SqsEventSource/));
});

test('prints where each failed event ends up, if asked', () => {
  const build = (app: App) => void Validations.of(lossy(new Stack(app, 'Shop'))).acknowledge({ id: noRedrive, reason: 'a test' });
  expect(checked(build).printed).not.toContain('ends up');
  expect(checked(build, new FailsafeChecks({ printFates: true })).printed).toMatch(/Where each failed event ends up\n\n✗ LOST +Shop\/Fn ← /);
});

describe('the map beside the templates', () => {
  /** What the page of an assembly has been given to draw. */
  const drawn = (...folder: string[]) => {
    const file = join(...folder, 'failure-map.html');
    if (!existsSync(file)) return undefined;
    const page = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(readFileSync(file, 'utf8'))![1];
    return JSON.parse(page) as { paths: { fate: string; function: string }[]; findings: { rule: string; severity: string; accepted?: string }[] };
  };

  test('is written if asked, and is nothing that cdk deploys', () => {
    const build = (plugin: FailsafeChecks) => {
      const app = new App();
      Validations.of(app).addPlugins(plugin);
      Validations.of(app).acknowledge({ id: noRedrive, reason: 'prices of yesterday' });
      lossy(new Stack(app, 'Shop'));
      return { app, ...synth(app) };
    };
    const without = build(new FailsafeChecks());
    expect(without.files).not.toContain('failure-map.html');
    const { app, failed, violations, files } = build(new FailsafeChecks({ writeMap: true }));
    expect([failed, violations]).toEqual([undefined, without.violations]);
    expect(files.filter((name) => !without.files.includes(name))).toEqual(['failure-map.html']);
    expect(readFileSync(join(app.outdir, 'manifest.json'), 'utf8')).not.toContain('failure-map');
    expect(drawn(app.outdir)).toMatchObject({ paths: [{ fate: 'lost' }], findings: [{ rule: 'sqs-no-redrive', accepted: 'prices of yesterday' }] });
  });

  test('is there when synthesis fails too: then it is looked at', () => {
    const { app, failed } = checkedApp((its) => void lossy(new Stack(its, 'Shop')), new FailsafeChecks({ writeMap: true, failOn: FailOn.WARNING }));
    expect(failed).toContain('sqs-no-redrive');
    expect(drawn(app.outdir)?.findings).toEqual([expect.objectContaining({ rule: 'sqs-no-redrive', severity: 'error' })]);
  });

  test('is one for each stage', () => {
    const { app } = checkedApp((its) => {
      lossy(new Stack(its, 'Shop'));
      lossy(new Stack(new Stage(its, 'Prod'), 'Shop'), '2');
    }, new FailsafeChecks({ writeMap: true }));
    expect(drawn(app.outdir)?.paths.map((path) => path.function)).toEqual([expect.stringMatching(/^Shop\/Fn[^2]/)]);
    expect(drawn(app.outdir, 'assembly-Prod')?.paths.map((path) => path.function)).toEqual([expect.stringMatching(/Fn2/)]);
  });

  test('that cannot be written is a warning', () => {
    const app = new App();
    Validations.of(app).addPlugins(new FailsafeChecks({ writeMap: true }));
    new Stack(app, 'Shop');
    mkdirSync(join(app.outdir, 'failure-map.html'));
    const { failed, violations } = synth(app);
    expect([failed, violations]).toEqual([undefined, [expect.objectContaining({ ruleName: 'no-map', severity: 'warning', description: expect.stringContaining('EISDIR') })]]);
  });

  function checkedApp(build: (app: App) => void, plugin: FailsafeChecks) {
    const app = new App();
    Validations.of(app).addPlugins(plugin);
    build(app);
    return { app, ...synth(app) };
  }
});

test('is a plain validation plugin to whoever calls it', () => {
  const plugin = new FailsafeChecks();
  expect(plugin.ruleIds).toEqual(rules.map(({ id }) => id));
  expect(plugin.version).toMatch(/^\d+\.\d+\.\d+/);
  const app = new App();
  const report: PolicyValidationPluginReport = plugin.validate({ templatePaths: [], stackTemplates: [], appConstruct: app, accountId: undefined, region: undefined });
  expect(report).toEqual({ success: true, violations: [] });
});
