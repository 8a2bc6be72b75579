import { MapData, MapPath } from './data';
import { fateOrder } from '../report/path-words';

// Its types are those of its ES module, which TypeScript does not take for what `require` gives.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { graphlib, layout } = require('@dagrejs/dagre') as typeof import('@dagrejs/dagre', { with: { 'resolution-mode': 'import' } });

/** A source or a place of more functions than this is drawn several times, so that it need not pull all of them together. */
const shared = 8;

/** Of more functions than this nobody sees at once how lines cross; it would take seconds to find out. */
const atOnce = 200;

/**
 * The paths from top to bottom: those of a function behind each other, functions that share a source or a place near to
 * each other with as few lines crossing as can be, and what is lost or blocked first.
 */
export function ordered(data: MapData): MapData {
  const cards = [...groupBy(data.paths, (path) => path.function).values()].map((paths) => [...paths].sort((a, b) => rank(a) - rank(b)));
  const users = new Map<string, Set<string>>();
  const ends = (path: MapPath) => [...path.ends, ...path.delivery?.ends ?? []].flatMap(({ place }) => (place === undefined ? [] : [`place ${place}`]));
  const near = (path: MapPath) => [`source ${path.source}`, ...ends(path)];
  for (const path of data.paths) for (const node of near(path)) users.set(node, (users.get(node) ?? new Set()).add(path.function));
  const links = (path: MapPath) => near(path).filter((node) => users.get(node)!.size <= shared);

  // A group that is too large to be seen at once is taken apart, or the one path that is lost would hide in the last one.
  const groups = connected(cards, links).map((group) => arranged(group, links)).flatMap((group) => (group.length > shared ? group.map((card) => [card]) : [group]));
  // Of a source that is drawn several times, the functions still follow each other.
  const seen = new Map<string, number>();
  groups.forEach(([[{ source }]], index) => { if (!seen.has(source)) seen.set(source, index); });
  const sorted = groups.map((group, index) => ({ group, from: seen.get(group[0][0].source) ?? index, worst: Math.min(...group.map(([first]) => rank(first))) }))
    .sort((a, b) => a.worst - b.worst || a.from - b.from);
  return { ...data, paths: sorted.flatMap(({ group }) => group.flat()) };
}

/** What is lost only before it reaches Lambda comes right after what is lost or blocked anyway. */
function rank({ fate, delivery }: MapPath): number {
  const own = fateOrder.indexOf(fate);
  return delivery?.fate === 'lost' ? Math.min(own, fateOrder.indexOf('blocks') + 0.5) : own;
}

/** Cards that have a source or a place in common, directly or through others. */
function connected(cards: readonly MapPath[][], links: (path: MapPath) => readonly string[]): MapPath[][][] {
  const groupOf = new Map<string, MapPath[][]>();
  const groups = new Set<MapPath[][]>();
  for (const card of cards) {
    let group = [card];
    groups.add(group);
    for (const node of card.flatMap(links)) {
      const other = groupOf.get(node) ?? group;
      if (other === group) continue;
      // The smaller one moves.
      const [to, from] = other.length >= group.length ? [other, group] : [group, other];
      for (const moved of from) {
        to.push(moved);
        for (const its of moved.flatMap(links)) if (groupOf.has(its)) groupOf.set(its, to);
      }
      groups.delete(from);
      group = to;
    }
    for (const node of card.flatMap(links)) groupOf.set(node, group);
  }
  return [...groups];
}

/** The order in which the lines of a group cross least. */
function arranged(group: readonly MapPath[][], links: (path: MapPath) => readonly string[]): MapPath[][] {
  if (group.length === 1 || group.length > atOnce) return [...group];
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', ranker: 'longest-path' });
  graph.setDefaultEdgeLabel(() => ({}));
  const node = (id: string) => { if (!graph.hasNode(id)) graph.setNode(id, { width: 200, height: 40 }); };
  group.forEach((card, index) => {
    const fn = `function ${index}`;
    graph.setNode(fn, { width: 200, height: 40 * card.length });
    for (const id of card.flatMap(links)) {
      node(id);
      if (id.startsWith('source ')) graph.setEdge(id, fn);
      else graph.setEdge(fn, id);
    }
  });
  layout(graph);
  const y = (index: number) => Number(graph.node(`function ${index}`).y);
  return group.map((card, index) => ({ card, index })).sort((a, b) => y(a.index) - y(b.index) || a.index - b.index).map(({ card }) => card);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
