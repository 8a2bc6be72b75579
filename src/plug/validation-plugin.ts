import { dirname, join } from 'node:path';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { unknownIds } from './acknowledged-unknown';
import { acknowledgesEverywhere, versionIn } from './cdk-version';
import { Constructs } from './constructs';
import { pluginName } from './message';
import { group, Group, violations } from './violations';
import { check } from '../check';
import { Broken, BrokenParts } from '../model/broken';
import { Finding } from '../model/finding';
import { Plan } from '../model/plan';
import { Resource } from '../model/resource';
import { soundPlans } from '../plan/plan';
import { ruleOf } from '../read/acknowledged';
import { worlds } from '../read/app';
import { readApp } from '../read/template';
import { brokenWords, issues } from '../report/broken-words';
import { fateTable } from '../report/fate-table';
import { rules } from '../rules';

/** What makes synthesis fail. */
export enum FailOn {
  /** Events that are lost or stuck. */
  ERROR = 'error',
  /** Also broken recommendations of AWS; they are reported as errors. */
  WARNING = 'warning',
  /** Nothing; errors are reported as warnings. */
  NEVER = 'never',
}

export interface FailsafeChecksProps {
  /**
   * What makes synthesis fail.
   *
   * @default FailOn.ERROR
   */
  readonly failOn?: FailOn;

  /**
   * Whether to print, for every way in which every function is invoked, where a failed event ends up.
   *
   * @default false
   */
  readonly printFates?: boolean;

  /**
   * Whether to write `failure-map.html` beside the templates, a page that shows where each failed event ends up. Each
   * Stage has a folder of its own, and so a page of its own.
   *
   * @default false
   */
  readonly writeMap?: boolean;
}

/**
 * Fails synthesis when events of a Lambda function can get lost, and says where, why and what to do.
 *
 * Register it once on the App, or on a single Stage. It judges the templates as they are written, with overrides, included
 * templates and nested stacks. A finding that is all right is silenced, with its reason in the report, by
 * `Validations.of(construct).acknowledge({ id: 'cdk-lambda-failsafe::<rule>', reason: '…' })`.
 *
 * @example
 *
 * Validations.of(app).addPlugins(new FailsafeChecks());
 */
export class FailsafeChecks implements IPolicyValidationPlugin {
  /** The name before the `::` of what is acknowledged. */
  public readonly name = pluginName;
  /** Version of this package. */
  public readonly version?: string = versionIn(join(__dirname, '..', '..', 'package.json'));
  /** The rules that are checked. */
  public readonly ruleIds?: string[] = rules.map(({ id }) => id);

  private readonly failOn: FailOn;
  private readonly printFates: boolean;
  private readonly writeMap: boolean;

  constructor(props: FailsafeChecksProps = {}) {
    this.failOn = props.failOn ?? FailOn.ERROR;
    this.printFates = props.printFates ?? false;
    this.writeMap = props.writeMap ?? false;
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    try {
      return this.report(context);
    } catch (error) {
      return broken(error as Error);
    }
  }

  private report({ appConstruct, stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const constructs = new Constructs(appConstruct);
    const mine = stackTemplates.filter(({ stackConstructPath }) => isFirst(this, appConstruct, stackConstructPath));
    const names = new Set(mine.map(({ stackConstructPath }) => constructs.stackNames.get(stackConstructPath)));
    // Every stage is an app of its own: names and exports may be used again in the next one.
    const directories = [...new Set(mine.map(({ templatePath }) => dirname(templatePath)))];
    const read = directories.map((directory) => readApp(directory, { stages: false }));
    const results = read.map(({ app }) => check(worlds(app)));
    const isMine = ({ stack }: Resource) => names.has(stack.name.split('/')[0]);
    const graded = results.map((result) => result.findings.filter(({ resource }) => isMine(resource)).map((finding) => this.graded(finding)));
    const findings = graded.flat();
    const sound = this.printFates || this.writeMap ? results.map(({ graph }) => soundPlans(graph)) : [];
    const planned = sound.map(({ plans }) => plans.filter(({ path }) => isMine(path.fn)));
    const parts = new BrokenParts();
    parts.add(...results.flatMap((result) => result.broken), ...sound.flatMap((each) => each.broken));
    if (this.printFates) print(planned.flat());
    const unwritten = this.writeMap
      ? directories.flatMap((directory, index) => writeMap(directory, planned[index], graded[index], constructs, [...results[index].broken, ...sound[index].broken])) : [];
    const groups = group(findings, constructs);
    return {
      success: parts.all.length === 0 && !groups.some(({ findings: [{ severity }], accepted }) => severity === 'error' && !accepted),
      violations: [
        ...violations(groups, naming(constructs)),
        ...unknownIds(constructs, mine.map(({ stackConstructPath }) => stackConstructPath)),
        ...read.flatMap(({ problems }) => problems.map(unreadable)),
        ...unwritten.map(notWritten),
        ...parts.all.map(brokenPart),
      ],
    };
  }

  private graded(finding: Finding): Finding {
    if (this.failOn === FailOn.WARNING && finding.severity === 'warning') return { ...finding, severity: 'error' };
    if (this.failOn === FailOn.NEVER && finding.severity === 'error') return { ...finding, severity: 'warning' };
    return finding;
  }
}

/** Which plugin reports a stack, by app: the first that CDK asks, which is the one nearest to the stack. */
const reporters = new WeakMap<IConstruct, Map<string, FailsafeChecks>>();

function isFirst(plugin: FailsafeChecks, app: IConstruct, path: string): boolean {
  const byPath = reporters.get(app) ?? new Map<string, FailsafeChecks>();
  reporters.set(app, byPath);
  if (!byPath.has(path)) byPath.set(path, plugin);
  return byPath.get(path) === plugin;
}

function naming(constructs: Constructs): (group: Group) => string {
  const elsewhere = acknowledgesEverywhere() ? new Set([...constructs.acknowledged.values()].flat().map(({ id }) => ruleOf(id))) : new Set();
  return ({ findings: [{ rule }], paths: [path] }) => (elsewhere.has(rule) ? `${rule}[${path}]` : rule);
}

function print(all: readonly Plan[]): void {
  // Where CDK prints its own report: what goes to the standard output is the template.
  if (all.length > 0) console.error(`Where each failed event ends up\n\n${fateTable(all, process.stderr.columns ?? 120)}\n`);
}

/** What draws is loaded only when there is something to draw. */
function writeMap(...args: Parameters<typeof import('./write-map').writeMap>): Error[] {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    (require('./write-map') as typeof import('./write-map')).writeMap(...args);
    return [];
  } catch (error) {
    return [error as Error];
  }
}

const notWritten = ({ message }: Error): PolicyViolation => ({ ruleName: 'no-map', severity: 'warning', description: `The map could not be written: ${message}`, violatingResources: [{ locations: [] }] });

const unreadable = ({ message }: Error): PolicyViolation => ({ ruleName: 'unreadable', severity: 'warning', description: `Left out, because it could not be read: ${message}`, violatingResources: [{ locations: [] }] });

const brokenPart = (part: Broken): PolicyViolation => ({ ruleName: 'failed', severity: 'fatal', description: brokenWords(part), violatingResources: [{ locations: [] }] });

/** The CLI passes over a plugin that throws; a violation that cannot be acknowledged it shows. */
function broken({ message }: Error): PolicyValidationPluginReport {
  const description = `The check itself failed, so nothing is known about this app: ${message}. Please report it at ${issues}`;
  return { success: false, violations: [{ ruleName: 'failed', severity: 'fatal', description, violatingResources: [{ locations: [] }] }] };
}
