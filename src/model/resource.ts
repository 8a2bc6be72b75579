import { Properties, Value } from './value';

/** A stack of the app. One template used by two nested stacks is two stacks. */
export interface Stack {
  /** Unique in the app. */
  readonly name: string;
  /** The template file, as it was given; for a construct tree the file it will be written to. */
  readonly template: string;
  /** Known only when the app was synthesized for a fixed environment. */
  readonly region?: string;
  readonly account?: string;
}

/** Where in a file something stands. Lines and columns count from one. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/** A resource with every reference in its properties already followed. */
export interface Resource {
  /** Unique in the app: stack name and logical id. */
  readonly key: string;
  /** Logical id in its template. */
  readonly id: string;
  /** What a person calls it: the construct below its stack, `Function/Event` for what SAM makes of an event, else the logical id. */
  readonly label: string;
  readonly type: string;
  /** Its type in the template: another one where SAM translates it. */
  readonly writtenAs: string;
  readonly stack: Stack;
  readonly properties: Properties;
  readonly metadata: Properties;
  /** How CloudFormation updates it: the hooks of a gradual deployment stand there. */
  readonly updatePolicy: Properties;
  /** Construct path, where the app was made by CDK and says so. */
  readonly path?: string;
  /** Findings about this resource that somebody accepted, with the reason. */
  readonly acknowledged: readonly Acknowledgement[];
  /** SAM writes permissions, policies and queue policies by itself; resources made by that carry the resource that asked for them. */
  readonly madeBy?: Resource;
  /** The keys that lead to it in its template; of what SAM makes, to the event or resource that asks for it. */
  readonly writtenAt: readonly string[];
  /** Of a function: its program, where that is in the template or in a folder beside it. */
  program(): string | undefined;
  /** Position of the resource, or of a property in it. */
  place(...property: string[]): Place;
}

/** What a value points to. */
export type Target =
  /** A resource of the app; `suffix` is what follows its ARN, such as the `:live` of a qualified function. */
  | { readonly kind: 'resource'; readonly resource: Resource; readonly attribute?: string; readonly suffix?: string }
  /** Something named, but not part of the app. */
  | { readonly kind: 'external'; readonly text: string; readonly arn?: Arn }
  | { readonly kind: 'unknown'; readonly reason: string; readonly text?: string }
  | { readonly kind: 'none' };

export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the account. */
  readonly resource: string;
}

/** All resources of an app in one state of its conditions, with what is needed to go from one to another. */
export interface ResourceSet {
  readonly resources: readonly Resource[];
  /** Notes on what could not be read or resolved, for the person who asked. */
  readonly remarks: readonly string[];
  ofType(...types: readonly string[]): readonly Resource[];
  byKey(key: string): Resource | undefined;
  target(value: Value): Target;
  /** True for a template that SAM translates: SAM adds roles and policies that are not written down. */
  isSam(stack: Stack): boolean;
}

/** The conditions under which a resource set or a finding holds, as a sentence part such as `Stage is prod`. */
export interface World {
  readonly when?: string;
  readonly set: ResourceSet;
}
