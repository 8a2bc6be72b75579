import { Duration, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Constructs } from './constructs';
import { Fate, FailurePath, FailurePlace, RestingPlace } from './failure-path';
import { check } from '../check';
import { plans } from '../plan/plan';
import { worlds } from '../read/app';
import { readTree } from '../read/tree';
import { brokenWords } from '../report/broken-words';

/** What every path has to keep. What is left out is not asked for. */
export interface FailureExpectation {
  /**
   * What may become of an event on which the function has failed for good.
   *
   * A topic that nothing in the app subscribes to is good enough only with Fate.UNKNOWN: perhaps nobody gets what is published.
   *
   * @default - [Fate.KEPT], and Fate.CALLER where somebody waits for the answer
   */
  readonly fates?: Fate[];

  /** The kinds of places, one of which keeps it. @default - any */
  readonly restsIn?: RestingPlace[];

  /** Whether the event itself has to be kept, not just its position in a stream. @default false */
  readonly keepsPayload?: boolean;

  /**
   * How long people must have to take it from there. SQS counts the age of a message from when it was first sent, so a dead-letter queue
   * that keeps messages for 14 days leaves a little less.
   *
   * @default - any time
   */
  readonly keptFor?: Duration;

  /** How long the code must be able to fail before the first event leaves the retries. @default - any time */
  readonly survivesFailing?: Duration;

  /** How long the function must be able to be throttled before the first event leaves the retries. @default - any time */
  readonly survivesThrottling?: Duration;

  /** What must become of events that the source cannot hand over to Lambda, where it has a net of its own for that. @default - anything */
  readonly deliveryFates?: Fate[];
}

/**
 * Where each failed event of an app ends up, for unit tests.
 *
 * It synthesizes the app, as `Template.fromStack` does, so that it sees what aspects and overrides have made of it.
 *
 * @example
 *
 * FailureMap.of(stack).expectEvery({ restsIn: [RestingPlace.QUEUE], keptFor: Duration.days(13) });
 */
export class FailureMap {
  /**
   * The map of everything at and below a construct: an App, a Stage, a Stack, or a single function.
   *
   * @throws when the app cannot be synthesized, or when a part of this package fails on it
   */
  public static of(scope: IConstruct): FailureMap {
    const { root } = scope.node;
    if (Stage.isStage(root)) root.synth();
    const constructs = new Constructs(root);
    const { graph } = check(worlds(readTree(root)));
    if (graph.broken.length > 0) throw new Error(graph.broken.map(brokenWords).join('\n'));
    return new FailureMap(scope, plans(graph).flatMap((plan) => {
      const fn = constructs.of(plan.path.fn);
      if (!fn || plan.path.framework || plan.path.source === 'direct' && plan.path.mode === 'none' || !fn.node.scopes.includes(scope)) return [];
      return FailurePath._of(plan, l2(fn), ({ net: { rest: { resource } } }) => {
        const place = resource && constructs.of(resource);
        return place && l2(place);
      });
    }));
  }

  /** Every way in which every function is invoked. Functions that CDK itself adds are left out, and those that nothing in the app invokes. */
  public readonly paths: FailurePath[];

  private constructor(private readonly scope: IConstruct, paths: FailurePath[]) {
    this.paths = paths;
  }

  /** The paths of one function, or of everything below a construct. */
  public pathsOf(construct: IConstruct): FailurePath[] {
    return this.paths.filter((path) => path.function.node.scopes.includes(construct));
  }

  /** The paths that end in this way. */
  public endingIn(fate: Fate): FailurePath[] {
    return this.paths.filter((path) => path.fate === fate);
  }

  /**
   * Asserts what holds for every path. Synchronous paths, whose caller has the event, are asked for nothing unless `fates` is given
   * without `Fate.CALLER`.
   *
   * @throws when it does not hold, with a line for every path for which it does not; and when there is no path at all, as then
   * nothing has been shown
   */
  public expectEvery(expectation: FailureExpectation): void {
    if (this.paths.length === 0) throw new Error(`${this.scope.node.path || 'The app'} has no function that is invoked, so there is nothing to expect anything of`);
    const failures = this.paths.flatMap((path) => {
      const wrong = complaints(path, expectation);
      return wrong.length === 0 ? [] : [`  ${path.toString()}\n    ${wrong.join('\n    ')}\n    it is: ${path.description}`];
    });
    if (failures.length > 0) throw new Error(`${failures.length} of ${this.paths.length} paths ${failures.length === 1 ? 'is' : 'are'} not as expected:\n\n${failures.join('\n\n')}\n`);
  }
}

function complaints(path: FailurePath, expectation: FailureExpectation): string[] {
  const { fates = [Fate.KEPT, Fate.CALLER], restsIn, keepsPayload, keptFor, survivesFailing, survivesThrottling, deliveryFates } = expectation;
  const places = path.restsIn;
  const wrong: string[] = [];
  const expect = (holds: boolean, what: string, instead: string) => void (holds || wrong.push(`expected ${what}, but ${instead}`));
  const toSurvive = (what: string, wanted: Duration | undefined, has: Duration | undefined) => {
    if (wanted) expect(reaches(has, wanted), `to survive ${wanted.toHumanString()} of ${what}`, said(has));
  };
  expect(fates.includes(path.fate), fates.join(' or '), path.fate);
  if (deliveryFates && path.deliveryFate) expect(deliveryFates.includes(path.deliveryFate), `${deliveryFates.join(' or ')} for what cannot be handed over to Lambda`, path.deliveryFate);
  if (path.fate === Fate.CALLER) return wrong;
  const where = places.length === 0 ? 'it rests nowhere' : `it rests in ${places.map(({ kind, name }) => `${kind} ${name}`).join(' and ')}`;
  if (places.length > 0 && !fates.includes(Fate.UNKNOWN)) expect(places.some(({ withoutSubscription }) => !withoutSubscription), 'somebody to get it', `nothing in this app subscribes to ${places.map(({ name }) => name).join(' and ')}`);
  if (restsIn) expect(places.some(({ kind }) => restsIn.includes(kind)), `to rest in a ${restsIn.join(' or ')}`, where);
  if (keepsPayload) expect(places.some((place) => place.keepsPayload), 'the event itself to be kept', 'it is not');
  if (keptFor) expect(places.some((place) => place.keptForEver || reaches(place.keptFor, keptFor)), `to be kept for ${keptFor.toHumanString()}`, said(longest(places)));
  toSurvive('failing code', survivesFailing, path.survivesFailing);
  toSurvive('throttling', survivesThrottling, path.survivesThrottling);
  return wrong;
}

const longest = (places: readonly FailurePlace[]): Duration | undefined =>
  places.map(({ keptFor }) => keptFor).filter((time) => time !== undefined).sort((a, b) => b.toMilliseconds() - a.toMilliseconds())[0];

const reaches = (has: Duration | undefined, wanted: Duration): boolean => has !== undefined && has.toMilliseconds() >= wanted.toMilliseconds();

const said = (time: Duration | undefined): string => (time === undefined ? 'nobody knows for how long' : `for ${time.toHumanString()} for sure`);

/** People know constructs of the second level; theirs is the first. */
const l2 = (element: IConstruct): IConstruct => (element.node.id === 'Resource' && element.node.scope ? element.node.scope : element);
