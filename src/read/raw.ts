import { JsonObject, ParsedFile } from './file';
import { Acknowledgement, Place, Stack } from '../model/resource';

/** A stack as read, before any reference is followed. */
export interface RawStack {
  readonly info: Stack;
  readonly template: JsonObject;
  readonly sam: boolean;
  /** Values that the parent stack hands to the parameters of a nested one, to be read in the parent's scope. */
  readonly parent?: { readonly stack: RawStack; readonly id: string; readonly parameters: JsonObject };
  /** Nested stacks by the logical id of the resource that creates them. */
  readonly children: Map<string, RawStack>;
  /** Resources that have no logical id of their own in the file, by logical id. */
  readonly made: ReadonlyMap<string, Made>;
  /** Types as they stand in the file, by logical id, where SAM makes another one of them. */
  readonly writtenAs: ReadonlyMap<string, string>;
  /** The stack name at deployment, where known. */
  readonly stackName?: string;
  /** Construct path, by logical id. */
  path(id: string): string | undefined;
  /** What was acknowledged for the resource with that logical id; `''` is the whole stack. */
  acknowledged(id: string): readonly Acknowledgement[];
  place(path: readonly string[]): Place;
}

/** A resource that SAM generates. */
export interface Made {
  /** How people know it. */
  readonly label: string;
  /** Logical id of the resource that asks for it. */
  readonly by: string;
  /** Where in the file that is written down, when not in the properties of the resource itself: an event of a function. */
  readonly at?: readonly string[];
}

/** The whole app as read. */
export interface RawApp {
  readonly stacks: readonly RawStack[];
  readonly remarks: readonly string[];
}

/**
 * How a construct tree writes a reference that leaves its stack: `{ [crossStack]: [stack name, logical id, attribute] }`.
 * Called like an intrinsic function because CDK lets only those pass where a property must be a string.
 */
export const crossStack = 'Fn::FailsafeCrossStack';

/** How a construct tree writes a value that it could not resolve: `{ [unresolved]: why }`. */
export const unresolved = 'Fn::FailsafeUnresolved';

export type { ParsedFile };
