import { Broken } from './broken';
import { Resource, ResourceSet, Target } from './resource';
import { Unknown, Value } from './value';

/**
 * What becomes of an event on which the function has failed for good.
 * `kept`: stored where a person can find it. `lost`: dropped. `blocks`: everything behind it waits until it expires.
 * `caller`: whoever called synchronously sees the error. `unknown`: decided outside of what was read.
 */
export type Fate = 'kept' | 'lost' | 'blocks' | 'caller' | 'unknown';

/** How Lambda is invoked: by its poller, through its own queue, while the caller waits, or not at all by this app. */
export type Mode = 'poll' | 'async' | 'sync' | 'none';

/** The hand-over a net belongs to: source to Lambda, Lambda's queue to the code, poller to the code. */
export type HandOver = 'H1' | 'H2' | 'H3';

export type RestKind = 'queue' | 'topic' | 'bucket' | 'function' | 'bus' | 'kafka-topic' | 'other';

/** A place that keeps failed events. */
export interface Rest {
  readonly kind: RestKind;
  /** Undefined for a place outside of the app. */
  readonly resource?: Resource;
  /** Logical id, or the text by which the template names a place outside. */
  readonly text: string;
}

/** Who writes into a net: a role (given as the property that names it), an AWS service by its principal, or SQS itself. */
export type Writer =
  | { readonly kind: 'role'; readonly role: Value; readonly of: Resource }
  | { readonly kind: 'service'; readonly principal: string; readonly source: Resource }
  | { readonly kind: 'sqs' };

export type NetKind =
  | 'redrive' | 'function-dlq' | 'async-destination' | 'mapping-destination'
  | 'subscription-dlq' | 'target-dlq' | 'schedule-dlq' | 'subscriber-dlq' | 'pipe-dlq' | 'error-action';

/** Why a net does not hold what falls into it. */
export type FaultCode =
  /** The kind of place. */
  | 'type'
  /** FIFO where only standard works. */
  | 'fifo'
  /** FIFO on one side of a redrive, standard on the other. */
  | 'fifo-mismatch'
  /** The writing role has no permission. */
  | 'role'
  /** The policy of the queue does not let the service write. */
  | 'policy'
  /** The key of the place cannot be used by the writer. */
  | 'key'
  /** A key of AWS, which no AWS service can use for writing. */
  | 'managed-key'
  /** Queues that hand messages on in a circle. */
  | 'redrive-loop'
  /** What falls into it invokes the function that failed. */
  | 'consumer-loop'
  /** Functions that are each other's destination. */
  | 'destination-loop'
  /** Other account or Region where that is not possible. */
  | 'place';

export interface Fault {
  readonly code: FaultCode;
  /** False when the fault is only possible: something decisive is outside of what was read. */
  readonly certain: boolean;
  /** The function it is about, where it is not about all that use the net. */
  readonly fn?: Resource;
  readonly what: string;
  /** One line of a CDK program. */
  readonly fix: string;
  /** The same in the language of templates, where that is another one. */
  readonly fixInTemplate?: string;
}

/** One configured place for failed events: which resource configures it, who writes, where to. */
export interface Net {
  readonly kind: NetKind;
  readonly handOver: HandOver;
  readonly owner: Resource;
  /** Property of the owner that names the place, with dots. */
  readonly property: string;
  readonly target: Target;
  readonly rest: Rest;
  readonly writer: Writer;
  /** `pointer`: only the position in the stream is kept; the record is read from the stream while it lasts. */
  readonly keptAs: 'payload' | 'pointer';
  /** Filled in when the graph is built. */
  faults: readonly Fault[];
  /** A topic of the app that nothing in the app subscribes to: the event is published, and whether anybody has it is not known. Filled in when the graph is built. */
  unheard?: boolean;
}

export interface Outcome {
  readonly fate: Fate;
  /** One sentence part for people, such as `no redrive policy: expires after 4 days`. */
  readonly because: string;
  /** The nets that hold the event; empty unless kept. */
  readonly nets: readonly Net[];
  /** Nets that would hold it, but for a certain fault. */
  readonly broken?: readonly Net[];
}

/** How often and how long an event is tried; AWS's own words for the service at hand. */
export interface Tries {
  /** Invocations of the function, the first one included. */
  readonly attempts: number | 'unlimited' | Unknown;
  /** Seconds after which the event is given up even if attempts are left. */
  readonly maxAge?: number | Unknown;
  readonly link: string;
}

/** What happens to an event that its source cannot hand over to Lambda. */
export interface Delivery extends Outcome {
  /** Who hands over, such as `EventBridge`. */
  readonly by: string;
  readonly tries: Tries;
}

/** The version or alias that is really invoked. Equal keys mean the same qualifier of the same function. */
export interface Qualifier {
  /** `$LATEST`, a version number, an alias name, or the key of the version or alias resource. */
  readonly key: string;
  /** The alias or version resource, where the app has it. */
  readonly resource?: Resource;
  readonly unknown?: string;
}

/** The metadata key by which a SAM event, whose type names the broker, says what its generated mapping polls. */
export const brokerHint = 'LambdaFailsafeBroker';

/** In a notification that SAM wrote into a resource of the user: the generated resource that stands for the event. */
export const samEvent = 'LambdaFailsafeEvent';

export type Broker = 'sqs' | 'kinesis' | 'dynamodb' | 'kafka' | 'mq' | 'docdb';

/** What a poller (an event source mapping or a pipe) was told. */
export interface Polling {
  readonly broker: Broker;
  readonly by: 'mapping' | 'pipe';
  readonly fifo?: boolean | Unknown;
  readonly enabled: boolean | Unknown;
  readonly batchSize: number | Unknown;
  /** Seconds. */
  readonly batchingWindow: number | Unknown;
  /** -1 is unlimited; undefined where the source has no such setting. */
  readonly retries?: number | Unknown;
  /** Seconds, -1 is unlimited; undefined where the source has no such setting. */
  readonly recordAge?: number | Unknown;
  readonly bisect: boolean | Unknown;
  readonly partialBatch: boolean | Unknown;
  readonly destination?: Net;
}

/** One way in which one function is invoked, and what happens when that fails. */
export interface Path {
  readonly id: string;
  /** Id of the source that found it. */
  readonly source: string;
  /** Kind of invocation, such as `sqs`, `async-sns`, `sync-apigw`. */
  readonly kind: string;
  readonly mode: Mode;
  readonly fn: Resource;
  readonly qualifier: Qualifier;
  /** What makes the invocation happen, the most telling resource first. Empty when nothing in the app shows it. */
  readonly triggers: readonly Resource[];
  /** Id of the target of the rule. */
  readonly targetId?: string;
  /** Other targets of the rule invoke the same function, so that the target has to be named. */
  readonly isOneOfSeveral?: boolean;
  /** Where events come from: the queue, stream, topic, bucket or bus. */
  readonly origin?: Resource;
  /** The same for people when it is outside of the app. */
  readonly originText?: string;
  readonly polling?: Polling;
  readonly tries: Tries;
  /** Seconds that a synchronous caller waits for the answer, where it has a limit of its own. */
  readonly callerTimeout?: number | Unknown;
  /** H2 or H3: the code failed. */
  readonly outcome: Outcome;
  /** H1: the source could not hand the event to Lambda. Only sources with a net of their own for that. */
  readonly delivery?: Delivery;
  /** A function that CDK itself adds: shown, never reported. */
  readonly framework: boolean;
}

/** The answer: every path of the app, and every net. */
export interface FailureGraph {
  readonly app: ResourceSet;
  readonly paths: readonly Path[];
  readonly nets: readonly Net[];
  readonly functions: readonly Resource[];
  /** What failed while it was built, so that something of it may be missing. */
  readonly broken: readonly Broken[];
}
