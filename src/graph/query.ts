import { asyncSettings } from '../lambda/async';
import { sameQualifier } from '../lambda/invoked';
import { isFifo } from '../lambda/mapping';
import { redriveOf } from '../lambda/queue';
import { isUnlimited } from '../lambda/stream';
import { FailureGraph, Net, Path, Polling } from '../model/graph';
import { Resource } from '../model/resource';
import { isUnknown, number, Unknown } from '../model/value';

/** The questions that rules ask. */

export const polled = (graph: FailureGraph, ...brokers: Polling['broker'][]): readonly (Path & { readonly polling: Polling })[] =>
  graph.paths.filter((path): path is Path & { readonly polling: Polling } => path.polling !== undefined && brokers.includes(path.polling.broker));

export const asynchronous = (graph: FailureGraph): readonly Path[] => graph.paths.filter((path) => path.mode === 'async');

const byFunction = new WeakMap<FailureGraph, Map<string, Path[]>>();

export function pathsOf(graph: FailureGraph, fn: Resource): readonly Path[] {
  let index = byFunction.get(graph);
  if (!index) {
    index = new Map();
    for (const path of graph.paths) index.set(path.fn.key, [...index.get(path.fn.key) ?? [], path]);
    byFunction.set(graph, index);
  }
  return index.get(fn.key) ?? [];
}

/** Paths from a queue of the app, with the queue. */
export const fromQueues = (graph: FailureGraph): readonly { readonly path: Path; readonly polling: Polling; readonly queue: Resource }[] =>
  polled(graph, 'sqs').flatMap((path) => (path.origin?.type === 'AWS::SQS::Queue' ? [{ path, polling: path.polling, queue: path.origin }] : []));

export const netsOf = (graph: FailureGraph, kind: Net['kind']): readonly Net[] => graph.nets.filter((net) => net.kind === kind);

/** The resource of a net, when it is in the app and of that type. */
export const restResource = (net: Net, type: string): Resource | undefined => (net.rest.resource?.type === type ? net.rest.resource : undefined);

/** A number that is known, or undefined: most rules have nothing to say about what they cannot know. */
export const certain = (value: number | Unknown | undefined): number | undefined => (isUnknown(value) ? undefined : value);

/** Seconds. Lambda's default is 3: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
export const timeoutOf = (fn: Resource): number | Unknown => number(fn.properties.Timeout, 3);

export { asyncSettings, isFifo, isUnlimited, redriveOf, sameQualifier };
