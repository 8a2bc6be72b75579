import { hasReader } from './alarms';
import { mayInvoke } from './callers';
import { faultsOf } from './faults';
import { isFramework } from '../lambda/framework';
import { BrokenParts } from '../model/broken';
import { FailureGraph, Net, Outcome, Path } from '../model/graph';
import { Resource, ResourceSet } from '../model/resource';
import { Unknown } from '../model/value';
import { sources } from '../sources';
import { Draft, Source } from '../sources/source';

/** Asks every source for its paths, joins them, and looks whether each net really holds. */
export function buildGraph(app: ResourceSet): FailureGraph {
  const drafts: Draft[] = [];
  const broken = new BrokenParts();
  const ask = (turn: Source['turn']) => {
    for (const source of sources) {
      if ((source.turn ?? 'direct') !== turn) continue;
      broken.guard(`the source ${source.id}`, () => {
        for (const draft of source.paths(app, drafts)) drafts.push(draft);
      });
    }
  };
  ask('direct');
  ask('fallback');
  ask('last');

  const nets = new Map<string, Net>();
  const known = new Map<Resource, boolean>();
  const framework = (fn: Resource): boolean => {
    let is = known.get(fn);
    if (is === undefined) known.set(fn, is = isFramework(fn));
    return is;
  };
  const shared = <T extends Outcome>(outcome: T): T => ({ ...outcome, nets: outcome.nets.map((net) => intern(nets, net)) });
  const joined = drafts.map((found) => (found.kind === 'untriggered' ? withCallers(app, found) : found)).map((draft): Path => ({
    ...draft,
    id: `${draft.fn.key}|${draft.kind}|${draft.triggers[0]?.key ?? ''}|${draft.qualifier.key}${draft.targetId === undefined ? '' : `|${draft.targetId}`}`,
    framework: framework(draft.fn),
    outcome: shared(draft.outcome),
    delivery: draft.delivery && shared(draft.delivery),
    polling: draft.polling && { ...draft.polling, destination: draft.polling.destination && intern(nets, draft.polling.destination) },
  }));
  const graph: FailureGraph = { app, paths: joined, nets: [...nets.values()], functions: app.ofType('AWS::Lambda::Function'), broken: [] };
  for (const net of graph.nets) {
    broken.guard(`the check of ${net.kind} nets`, () => {
      net.faults = faultsOf(net, graph);
      net.unheard = net.rest.resource?.type === 'AWS::SNS::Topic' && !hasReader(graph, net.rest.resource);
    });
  }
  return { ...graph, paths: joined.map(asItHolds), broken: broken.all };
}

/** Nothing invokes it by itself; other functions and roles may do so by code, which no template shows. */
function withCallers(app: ResourceSet, draft: Draft): Draft {
  const [first, ...others] = mayInvoke(app, draft.fn);
  if (!first) return draft;
  const because = `${first.label}${others.length === 0 ? '' : others.length === 1 ? ` and ${others[0].label}` : ` and ${others.length} others`} may invoke it: whoever does decides`;
  return { ...draft, outcome: { ...draft.outcome, because }, tries: { ...draft.tries, attempts: new Unknown(because) } };
}

/** The same net met on several paths is one net. */
function intern(nets: Map<string, Net>, net: Net): Net {
  const key = `${net.owner.key}|${net.property}`;
  const known = nets.get(key);
  if (known) return known;
  nets.set(key, net);
  return net;
}

/** A net with a certain fault keeps nothing: the path ends as if it were not there. */
function asItHolds(path: Path): Path {
  return { ...path, outcome: holding(path.outcome), delivery: path.delivery && holding(path.delivery) };
}

function holding<T extends Outcome>(outcome: T): T {
  const sound = outcome.nets.filter((net) => !net.faults.some((fault) => fault.certain));
  if (sound.length === outcome.nets.length) return outcome;
  const broken = outcome.nets.filter((net) => !sound.includes(net));
  if (sound.length > 0) return { ...outcome, nets: sound, broken };
  const fault = outcome.nets[0].faults.find(({ certain }) => certain)!;
  return { ...outcome, fate: 'lost', because: `${outcome.nets[0].rest.text} cannot take it: ${fault.what}`, nets: [], broken };
}
