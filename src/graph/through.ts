import { FailureGraph, Net, Path } from '../model/graph';

const indexes = new WeakMap<FailureGraph, ReadonlyMap<Net, readonly Path[]>>();

/** The paths whose failed events a net is for, whether it holds them or not. */
export function pathsThrough(graph: FailureGraph, net: Net): readonly Path[] {
  let index = indexes.get(graph);
  if (!index) {
    const paths = new Map<Net, Path[]>();
    for (const path of graph.paths) {
      for (const each of netsOn(path)) {
        const before = paths.get(each);
        if (before) before.push(path);
        else paths.set(each, [path]);
      }
    }
    indexes.set(graph, index = paths);
  }
  return index.get(net) ?? [];
}

function netsOn({ outcome, delivery, polling }: Path): ReadonlySet<Net> {
  return new Set([outcome, delivery].flatMap((end) => [...end?.nets ?? [], ...end?.broken ?? []]).concat(polling?.destination ?? []));
}
