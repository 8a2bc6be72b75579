import { summary } from './counts';
import { MapData, MapPath } from './data';
import { xml } from './escape';
import { ordered } from './layout';
import { placeWords } from './place-words';
import { stack, StackEnd } from './stack';
import { Fate, RestKind } from '../model/graph';
import { fateOrder, fateWords } from '../report/path-words';
import { wrap } from '../report/wrap';

/** Pixels. */
const size = { slot: 46, node: 38, head: 34, foot: 5, gap: 14, run: 6, top: 112, margin: 24, radius: 7 };
const columns = { source: { x: 24, width: 230 }, fn: { x: 340, width: 420 }, end: { x: 846, width: 330 } };
const width = columns.end.x + columns.end.width + size.margin;

/** Characters that fit, by a font that is a little wider than most. */
const fits = (pixels: number, font: number, bold = false): number => Math.floor(pixels / (font * (bold ? 0.6 : 0.55)));

const light: { readonly [fate in Fate]: string } = { lost: '#b3261e', blocks: '#8f4f00', unknown: '#6a4a9c', kept: '#1b7245', caller: '#3f5f86' };
const dark: { readonly [fate in Fate]: string } = { lost: '#ff8a80', blocks: '#f0b050', unknown: '#c4a8f5', kept: '#5fc890', caller: '#92b4de' };
const tints: { readonly [fate in Fate]?: readonly [light: string, dark: string] } = { lost: ['#fdecea', '#3a1d1c'], blocks: ['#fdf1e0', '#35270f'] };
/** Lines differ in more than colour. */
const dashes: { readonly [fate in Fate]: string } = { lost: '', blocks: '9 4', unknown: '4 4', kept: '', caller: '1.5 4' };
const tips: { readonly [fate in Fate]: string } = { lost: 'M1 1 9 9M9 1 1 9', blocks: 'M8 0V10', unknown: 'M2 1 8 5 2 9', kept: 'M2 1 8 5 2 9', caller: 'M2 1 8 5 2 9' };

interface Named { readonly name: string; readonly kind?: string; readonly stack?: string }

/** The whole map as one picture, which is the same every time and everywhere. */
export function svg(data: MapData): string {
  const { paths, ...map } = ordered(data);
  const names = new Map<string, Named>([...map.sources, ...map.functions, ...map.places].map((node) => [node.id, node]));
  const { cards, sources, ends, height } = stack(paths, size);
  const lines = [
    ...sources.flatMap(({ y, lanes }) => lanes.map((lane) => line(lane.leg.fate, columns.source, y, columns.fn.x, lane.y, lane.delivery))),
    ...ends.flatMap(({ y, lanes }) => lanes.map((its) => line(its.lane.leg.fate, columns.fn, its.y, columns.end.x, y, its.lane.delivery, true))),
  ];
  const boxes = [
    ...sources.map(({ id, y }) => box(columns.source, y, 'node', [bold(names.get(id)!.name, columns.source.width - 24), small(names.get(id)!.kind ?? '', columns.source.width - 24)])),
    ...cards.flatMap(({ id, y, height: its, lanes }) => [
      `<rect class="card" x="${columns.fn.x}" y="${y}" width="${columns.fn.width}" height="${its}" rx="${size.radius}"/>`,
      text(columns.fn.x + 12, y + 22, 'name', clip(names.get(id)!.name, fits(250, 14, true))),
      text(columns.fn.x + columns.fn.width - 12, y + 22, 'small end', clip(names.get(id)!.stack!, fits(140, 11.5))),
      ...lanes.map(({ leg, y: middle, delivery, path }) => [
        `<path class="rule" d="M${columns.fn.x} ${middle - leg.ends.length * size.slot / 2}h${columns.fn.width}"/>`,
        text(columns.fn.x + 14, middle + 4, `sign ${leg.fate}`, fateWords[leg.fate].slice(0, 1)),
        text(columns.fn.x + 34, middle + 4, 'lane', clip(delivery ? `undelivered: ${leg.tries}` : leg.tries, fits(columns.fn.width - (delivery ? 46 : 136), 12.5))),
        delivery ? '' : text(columns.fn.x + columns.fn.width - 12, middle + 4, 'small end', findings(path)),
      ].join('')),
    ]),
    ...ends.map((end) => endBox(end, names)),
  ];
  const whole = size.top + height + size.margin;
  const title = 'Where each failed event ends up';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" width="${width}" height="${whole}" role="img" aria-labelledby="title description">`,
    `<title id="title">${title}</title>`,
    `<desc id="description">${xml(paths.map((path) => `${names.get(path.source)!.name} to ${names.get(path.function)!.name}: ${fateWords[path.fate]}, ${path.words}`).join('. '))}</desc>`,
    `<style>${style()}</style>`,
    `<defs>${fateOrder.map((fate) => `<marker id="${fate}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip ${fate}" d="${tips[fate]}"/></marker>`).join('')}</defs>`,
    `<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${whole - 1}" rx="12"/>`,
    text(size.margin, 40, 'title', title), text(size.margin, 64, 'lane', summary(data)),
    text(columns.source.x, 96, 'head', 'Source'), text(columns.fn.x, 96, 'head', 'Function'), text(columns.end.x, 96, 'head', 'Where failed events end up'),
    `<g transform="translate(0 ${size.top})">`, ...lines, ...boxes, '</g>', '</svg>', '',
  ].join('\n');
}

function line(fate: Fate, from: { x: number; width: number }, y: number, x: number, to: number, thin: boolean, tip = false): string {
  const start = from.x + from.width;
  const end = tip ? x - 3 : x;
  const bend = (end - start) / 2;
  return `<path class="line ${fate}${thin ? ' thin' : ''}" d="M${start} ${y}C${start + bend} ${y} ${end - bend} ${to} ${end} ${to}"${tip ? ` marker-end="url(#${fate})"` : ''}/>`;
}

function endBox({ end, fate, y }: StackEnd<MapPath>, names: ReadonlyMap<string, Named>): string {
  const room = columns.end.width - 24;
  const place = end.place === undefined ? undefined : names.get(end.place)!;
  if (place) return box(columns.end, y, `node ${fate}`, [bold(place.name, room), small(placeWords(place.kind as RestKind, end), room)]);
  const sign = fateWords[fate];
  const indent = ' '.repeat(Math.ceil(sign.length * 1.25) + 1);
  // The sign takes the room of the indent, in bold.
  const [first, second = '', ...more] = wrap(`${indent.replaceAll(' ', '_')} ${end.text}`, fits(room, 11.5)).split('\n');
  const words = [first.slice(indent.length + 1), more.length > 0 ? `${clip(second, fits(room, 11.5) - 1).replace(/…$/, '')}…` : second];
  return box(columns.end, y, `ending ${fate}`, [`<tspan class="sign ${fate}">${xml(sign)}</tspan><tspan class="small" dx="7">${xml(words[0])}</tspan>`, `<tspan class="small">${xml(words[1])}</tspan>`]);
}

function findings({ findings: its }: MapPath): string {
  return its.length === 0 ? '' : `${its.length} ${its.length === 1 ? 'finding' : 'findings'}`;
}

function box({ x, width: its }: { x: number; width: number }, y: number, className: string, [first, second]: readonly [string, string]): string {
  const alone = second === '<tspan class="small"></tspan>';
  return [
    `<rect class="${className}" x="${x}" y="${y - size.node / 2}" width="${its}" height="${size.node}" rx="${size.radius}"/>`,
    `<text x="${x + 12}" y="${y + (alone ? 4.5 : -3)}">${first}</text>`, alone ? '' : `<text x="${x + 12}" y="${y + 12}">${second}</text>`,
  ].join('');
}

const bold = (words: string, room: number): string => `<tspan class="name">${xml(clip(words, fits(room, 14, true)))}</tspan>`;
const small = (words: string, room: number): string => `<tspan class="small">${xml(clip(words, fits(room, 11.5)))}</tspan>`;
const text = (x: number, y: number, className: string, words: string): string => (words === '' ? '' : `<text class="${className}" x="${x}" y="${y}">${xml(words)}</text>`);
const clip = (words: string, most: number): string => (words.length <= most ? words : `${words.slice(0, most - 1)}…`);

function style(): string {
  const fates = (colours: typeof light, shade: 0 | 1) => fateOrder.flatMap((fate) => [
    `.${fate}{stroke:${colours[fate]}}text.${fate},tspan.${fate}{fill:${colours[fate]};stroke:none}`, ...tints[fate] ? [`.ending.${fate}{fill:${tints[fate][shade]}}`] : [],
  ]);
  const scheme = (paper: string, card: string, ink: string, dim: string, rule: string) =>
    `.paper{fill:${paper};stroke:${rule}}.card,.node,.ending{fill:${card}}.card,.node,.rule{stroke:${rule}}text,tspan{fill:${ink}}.small,.head,tspan.small{fill:${dim}}`;
  return [
    'text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:12.5px}.title{font-size:20px;font-weight:650}.name{font-size:14px;font-weight:600}',
    '.small{font-size:11.5px}.head{font-size:12px;font-weight:600}.end{text-anchor:end}.sign{font-weight:700}.line,.tip{fill:none;stroke-width:2}.lost.line,.blocks.line{stroke-width:2.75}.line.thin{stroke-width:1.25}',
    ...fateOrder.filter((fate) => dashes[fate] !== '').map((fate) => `.line.${fate}{stroke-dasharray:${dashes[fate]}}`),
    scheme('#f6f7f9', '#ffffff', '#1b2230', '#586274', '#d5dae2'), ...fates(light, 0),
    `@media(prefers-color-scheme:dark){${scheme('#10151c', '#19202a', '#e7ebf1', '#a0abbb', '#333d4b')}${fates(dark, 1).join('')}}`,
  ].join('');
}
