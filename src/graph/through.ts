import { FailureGraph, Net, Path } from '../model/graph';
import { memoized } from '../model/memoized';

const byNet = memoized((graph: FailureGraph) => {
  const paths = new Map<Net, Path[]>();
  for (const path of graph.paths) {
    for (const net of netsOn(path)) {
      const before = paths.get(net);
      if (before) before.push(path);
      else paths.set(net, [path]);
    }
  }
  return paths;
});

/** The paths whose failed events a net is for, whether it holds them or not. */
export const pathsThrough = (graph: FailureGraph, net: Net): readonly Path[] => byNet(graph).get(net) ?? [];

function netsOn({ outcome, delivery, polling }: Path): ReadonlySet<Net> {
  return new Set([outcome, delivery].flatMap((end) => [...end?.nets ?? [], ...end?.broken ?? []]).concat(polling?.destination ?? []));
}
