import { End, Leg, MapData, MapPath } from './data';
import { ordered } from './layout';
import { placeWords } from './place-words';
import { Fate } from '../model/graph';
import { fateOrder, fateWords } from '../report/path-words';
import { shorten } from '../report/wrap';

/** What GitHub draws at most: https://mermaid.js.org/config/schema-docs/config.html */
const limits = { edges: 500, characters: 50_000 };

const arrows: { readonly [fate in Fate]: string } = { lost: '--x', blocks: '==x', unknown: '-.->', kept: '-->', caller: '-.->' };

/** Fill and ink are both given, so that it can be read on light and on dark pages. */
const styles: { readonly [fate in Fate]: string } = {
  lost: 'fill:#fdecea,stroke:#b3261e,stroke-width:2px,color:#7a1a14', blocks: 'fill:#fdf1e0,stroke:#8f4f00,stroke-width:2px,color:#633700',
  unknown: 'fill:#f3eefb,stroke:#6a4a9c,color:#46306a', kept: 'fill:#e8f5ee,stroke:#1b7245,color:#124d2f', caller: 'fill:#eaf0f8,stroke:#3f5f86,color:#2a405c',
};

/** A flowchart for a comment on GitHub: the worst first, and as many functions as fit. */
export function mermaid(data: MapData): string {
  const { paths, ...map } = ordered(data);
  const nodes = { source: named(map.sources), fn: named(map.functions), place: named(map.places) };
  // Of what cannot be delivered nobody says how long it is kept there.
  const lasting = new Map(paths.flatMap(({ ends }) => ends).flatMap((end): [string, End][] => (end.place === undefined ? [] : [[end.place, end]])));
  const known = new Map<string, string>();
  const head = ['flowchart LR', ...fateOrder.map((fate) => `classDef ${fate} ${styles[fate]}`)];
  const lines: string[] = [];
  let length = head.join('\n').length;
  let edges = 0;
  let left = 0;
  for (const card of cards(paths)) {
    const before = new Map(known);
    const drawn = card.flatMap((path, index) => draw(path, `${known.size}_${index}`));
    const added = drawn.filter((line) => line.edge).length;
    const size = drawn.reduce((sum, { text }) => sum + text.length + 3, 0);
    // A function is drawn with all of its paths or not at all; the last line says how many are missing.
    if (edges + added >= limits.edges || length + size >= limits.characters - 200) {
      left += 1;
      known.clear();
      before.forEach((id, key) => known.set(key, id));
      continue;
    }
    edges += added;
    length += size;
    lines.push(...drawn.map(({ text }) => `  ${text}`));
  }
  if (left > 0) lines.push(`  more["… and ${left} more ${left === 1 ? 'function' : 'functions'}"]`);
  return `${[...head, ...lines].join('\n')}\n`;

  function draw(path: MapPath, unique: string): Line[] {
    const made: Line[] = [];
    const node = (key: string, text: (id: string) => string): string => {
      const id = known.get(key) ?? `n${known.size}`;
      if (!known.has(key)) made.push({ text: text(id) });
      known.set(key, id);
      return id;
    };
    const source = nodes.source.get(path.source)!;
    const fn = nodes.fn.get(path.function)!;
    const from = node(`source ${source.id}`, (id) => `${id}(["${label(source.name, source.kind)}"])`);
    const to = node(`function ${fn.id}`, (id) => `${id}["${label(fn.name, fn.stack)}"]`);
    made.push({ text: `${from} --> ${to}`, edge: true });
    const legs: (readonly [Leg, string, string])[] = [[path, to, path.tries]];
    if (path.delivery) legs.push([path.delivery, from, `undelivered: ${path.delivery.tries}`]);
    for (const [leg, start, words] of legs) {
      leg.ends.forEach((end, index) => {
        const place = end.place === undefined ? undefined : nodes.place.get(end.place)!;
        const rest = place
          ? node(`place ${place.id}`, (id) => `${id}[("${label(place.name, placeWords(place.kind, lasting.get(place.id) ?? end))}")]:::kept`)
          : node(`end ${unique} ${start} ${index}`, (id) => `${id}{{"${label(fateWords[leg.fate], end.text)}"}}:::${leg.fate}`);
        made.push({ text: `${start} ${arrows[leg.fate]}|"${escaped(words)}"| ${rest}`, edge: true });
      });
    }
    return made;
  }
}

interface Line { readonly text: string; readonly edge?: boolean }

const named = <T extends { readonly id: string }>(nodes: readonly T[]): Map<string, T> => new Map(nodes.map((node) => [node.id, node]));

function cards(paths: readonly MapPath[]): Iterable<MapPath[]> {
  const byFunction = new Map<string, MapPath[]>();
  for (const path of paths) byFunction.set(path.function, [...byFunction.get(path.function) ?? [], path]);
  return byFunction.values();
}

const label = (name: string, more: string): string => [shorten(name, 60), shorten(more, 160)].filter((text) => text !== '').map(escaped).join('<br/>');

/** Everything that means something to Mermaid, Markdown or HTML, by its number. */
const escaped = (text: string): string => [...text.replace(/\s+/g, ' ')].map((char) => (/[\p{L}\p{N} .,:()/…–·✓✗■→?+=-]/u.test(char) ? char : `#${char.codePointAt(0)};`)).join('');
