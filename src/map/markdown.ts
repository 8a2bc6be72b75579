import { summary, undelivered } from './counts';
import { MapData, MapPath } from './data';
import { mermaid } from './mermaid';
import { cell } from '../report/cell';
import { fateOrder, fateWords } from '../report/path-words';
import { count } from '../report/quantity';

/** Rows of the table, and paths of which a flowchart is still of use. */
const most = 50;

/** What GitHub takes as a comment, with room for what is written around it. */
const characters = 60_000;

/** For a comment on a pull request: the numbers, a table with the worst first, and a flowchart where that is small. */
export function markdown(data: MapData): string {
  const paths = [...data.paths].sort((a, b) => fateOrder.indexOf(a.fate) - fateOrder.indexOf(b.fate));
  const lost = undelivered(data);
  const before = lost === 0 ? '' : `, and ${lost} of the others LOST when the source cannot hand it over`;
  const head = [`**Where each failed event ends up**: ${summary(data)}${before}.`, ''];
  const incomplete = data.broken.map((words) => `**Incomplete**: ${cell(words)}.\n`);
  head.unshift(...incomplete);
  if (paths.length === 0) return `${head[0]}\n`;
  const functions = new Map(data.functions.map((fn) => [fn.id, fn]));
  const sources = new Map(data.sources.map((source) => [source.id, source]));
  const row = (path: MapPath) => {
    const fn = functions.get(path.function)!;
    const source = sources.get(path.source)!;
    const delivery = path.delivery && path.delivery.fate !== 'kept' ? ` If ${path.delivery.by} cannot hand it over: ${fateWords[path.delivery.fate]}, ${path.delivery.because}.` : '';
    return `| ${[fateWords[path.fate], `${fn.stack}/${fn.name}`, `${source.kind} ${source.name}`, `${path.words}.${delivery}`].map(cell).join(' | ')} |`;
  };
  const table = (rows: number) => [
    ...head, '| Fate | Function | Source | What happens |', '| --- | --- | --- | --- |', ...paths.slice(0, rows).map(row),
    ...paths.length > rows ? ['', `… and ${count(paths.length - rows)} more ${paths.length - rows === 1 ? 'path' : 'paths'}, none of them worse.`] : [],
    ...data.leftOut > 0 ? ['', `${data.leftOut} ${data.leftOut === 1 ? 'path' : 'paths'} of functions that CDK adds itself left out.`] : [], '',
  ].join('\n');
  let rows = most;
  while (rows > 1 && table(rows).length > characters) rows = Math.floor(rows / 2);
  const chart = paths.length <= most ? `\n<details><summary>Map</summary>\n\n\`\`\`mermaid\n${mermaid(data)}\`\`\`\n\n</details>\n` : '';
  return table(rows) + (table(rows).length + chart.length <= characters ? chart : '');
}
