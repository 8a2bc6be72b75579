import { Path } from '../model/graph';
import { Resource, ResourceSet } from '../model/resource';

/** A path as a source finds it; the graph adds its id and whether the function is CDK's own. */
export type Draft = Omit<Path, 'id' | 'framework'>;

/**
 * One way of invoking functions: the facts about it, with their links, and how to find it in an app.
 * A source sees resources with every reference followed. What it cannot tell is `unknown` with the reason, never a throw.
 */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly links: readonly string[];
  /**
   * `direct` sources are asked first. A `fallback` source is asked afterwards, with what the others found, and explains
   * what nobody else did (a bare permission; a function that nothing invokes). `last` comes after the fallbacks.
   */
  readonly turn?: 'direct' | 'fallback' | 'last';
  /** CloudFormation types that make an invocation happen. A prefix ends in `*`. */
  readonly claims: readonly string[];
  paths(app: ResourceSet, found: readonly Draft[]): Iterable<Draft>;
}

export const defineSource = (source: Source): Source => source;

export type { Resource, ResourceSet };
