import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RestKind } from '../model/graph';
import { Figure, Keeping, Plan, Range } from '../model/plan';
import { isUnknown } from '../model/value';
import { planWords } from '../report/plan-words';

/** What becomes of an event on which a function has failed for good. */
export enum Fate {
  /** Stored where a person can find it. */
  KEPT = 'kept',
  /** Dropped. */
  LOST = 'lost',
  /** Everything behind it waits until it expires, and then it is lost. */
  BLOCKS = 'blocks',
  /** Whoever waits for the answer sees the error and has the event. */
  CALLER = 'caller',
  /** Decided outside of the app. */
  UNKNOWN = 'unknown',
}

/** The kind of a place that keeps failed events. */
export enum RestingPlace {
  /** An Amazon SQS queue. */
  QUEUE = 'queue',
  /** An Amazon SNS topic: its subscribers have the event. */
  TOPIC = 'topic',
  /** An Amazon S3 bucket. */
  BUCKET = 'bucket',
  /** Another function. */
  FUNCTION = 'function',
  /** An Amazon EventBridge bus: what its rules match is somewhere. */
  EVENT_BUS = 'bus',
  /** A topic of the Kafka cluster that is read. */
  KAFKA_TOPIC = 'kafka-topic',
  /** Something else, or something that cannot be told from here. */
  OTHER = 'other',
}

/** A place that keeps failed events of a path. */
export class FailurePlace {
  /** @internal */
  public static _of(keeping: Keeping, construct: IConstruct | undefined): FailurePlace {
    return new FailurePlace(keeping, construct);
  }

  /** What it is. */
  public readonly kind: RestingPlace;
  /** The construct that it is, when it is in the app. */
  public readonly construct?: IConstruct;
  /** What people call it: its construct, or the text by which the app names it. */
  public readonly name: string;
  /** Whether the event itself is there; false when it is only its position in a stream, to be fetched while the stream has it. */
  public readonly keepsPayload: boolean;
  /** Whether it is a topic of the app that nothing in the app subscribes to, so that perhaps nobody gets the event. */
  public readonly withoutSubscription: boolean;
  /** How long people have to take it from there, at least; undefined when that is not known, or nothing ends it: see `keptForEver`. */
  public readonly keptFor?: Duration;
  /** True when nothing deletes it. */
  public readonly keptForEver: boolean;

  private constructor({ net, lasts }: Keeping, construct: IConstruct | undefined) {
    this.kind = kindOf[net.rest.kind];
    this.construct = construct;
    this.name = net.rest.text;
    this.keepsPayload = net.keptAs === 'payload';
    this.withoutSubscription = net.unheard ?? false;
    this.keptFor = least(lasts);
    this.keptForEver = !isUnknown(lasts.value) && lasts.value.least === Infinity;
  }
}

/** One way in which one function is invoked, and where its events go when the function fails on them. */
export class FailurePath {
  /** @internal */
  public static _of(plan: Plan, fn: IConstruct, placeOf: (keeping: Keeping) => IConstruct | undefined): FailurePath {
    return new FailurePath(plan, fn, placeOf);
  }

  /** The function. */
  public readonly function: IConstruct;
  /** The version or alias that is invoked; `$LATEST` when it is the function itself. */
  public readonly qualifier: string;
  /** Who invokes it, such as `sqs`, `kinesis`, `events-rule`, `s3-notification`, `api-gateway-rest`; the names are those of the pages in docs/sources. */
  public readonly source: string;
  /** The queue, stream, topic, bucket or other origin by name, when it is known. */
  public readonly origin?: string;
  /** What becomes of an event on which the function has failed for good. */
  public readonly fate: Fate;
  /** Why, in words. */
  public readonly reason: string;
  /** Where such an event rests; empty unless it is kept. */
  public readonly restsIn: FailurePlace[];
  /** How often the code gets the event, at least; undefined when that is not known. */
  public readonly minTries?: number;
  /** How often the code gets the event, at most; undefined when that is not known, or there is no limit. */
  public readonly maxTries?: number;
  /** The earliest time from the first failure to rest; undefined when that is not known. */
  public readonly restsAfterAtLeast?: Duration;
  /** The latest time from the first failure to rest; undefined when that is not known. */
  public readonly restsAfterAtMost?: Duration;
  /** How long the code may keep failing, for sure, before the first event leaves the retries; undefined when that is not known. */
  public readonly survivesFailing?: Duration;
  /** How long the function may be throttled, for sure, before the first event leaves the retries; undefined when that is not known. */
  public readonly survivesThrottling?: Duration;
  /** What becomes of an event that its source cannot hand over to Lambda; undefined for sources without a net of their own for that. */
  public readonly deliveryFate?: Fate;
  /** All of it in one line, as `lambda-failsafe plan` prints it. */
  public readonly description: string;

  private constructor(plan: Plan, fn: IConstruct, placeOf: (keeping: Keeping) => IConstruct | undefined) {
    const { path: { qualifier, source, origin, originText, outcome, delivery }, tries, rest, failing, throttled, kept } = plan;
    this.function = fn;
    this.qualifier = qualifier.key;
    this.source = source;
    this.origin = origin?.label ?? originText;
    this.fate = outcome.fate as Fate;
    this.reason = outcome.because;
    this.restsIn = kept.map((keeping) => FailurePlace._of(keeping, placeOf(keeping)));
    this.minTries = known(tries)?.least;
    this.maxTries = finite(known(tries)?.most);
    this.restsAfterAtLeast = least(rest);
    this.restsAfterAtMost = duration(known(rest)?.most);
    this.survivesFailing = least(failing.leaves);
    this.survivesThrottling = least(throttled.leaves);
    this.deliveryFate = delivery?.fate as Fate | undefined;
    this.description = planWords(plan);
  }

  /** Such as `Shop/ShipOrder ← sqs Orders`. */
  public toString(): string {
    return `${this.function.node.path}${this.qualifier.startsWith('$LATEST') ? '' : `:${this.qualifier}`} ← ${this.source}${this.origin === undefined ? '' : ` ${this.origin}`}`;
  }
}

const kindOf: { readonly [kind in RestKind]: RestingPlace } = {
  'queue': RestingPlace.QUEUE, 'topic': RestingPlace.TOPIC, 'bucket': RestingPlace.BUCKET, 'function': RestingPlace.FUNCTION,
  'bus': RestingPlace.EVENT_BUS, 'kafka-topic': RestingPlace.KAFKA_TOPIC, 'other': RestingPlace.OTHER,
};

const known = ({ value }: Figure): Range | undefined => (isUnknown(value) ? undefined : value);

const finite = (value: number | undefined): number | undefined => (value === Infinity ? undefined : value);

/** What has no end has no duration. */
const duration = (seconds: number | undefined): Duration | undefined => (finite(seconds) === undefined ? undefined : Duration.seconds(Math.floor(seconds!)));

const least = (figure: Figure): Duration | undefined => duration(known(figure)?.least);
