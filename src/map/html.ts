import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summary } from './counts';
import { MapData } from './data';
import { scriptJson, xml } from './escape';
import { ordered } from './layout';
import { pageFolder } from './stack';

/** One page that needs nothing else, and is not allowed to load anything. */
export function html(data: MapData): string {
  const { paths, ...map } = ordered(data);
  const style = read('page.css');
  const script = `${read('stack.js')}\n${read('page.js')}`;
  const [first, second, third, ...more] = data.apps;
  const app = more.length > 0 ? `${first}, ${second} and ${more.length + 1} more` : [first, second, third].filter((name) => name !== undefined).join(', ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="description" content="${xml(summary(data))}">
<title>Where each failed event ends up: ${xml(app)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" id="skip" href="#view=table">All paths as a table</a>
<header>
<div class="line1">
<div><h1>Where each failed event ends up</h1><p class="app">${xml(app)} <span id="shown" role="status"></span></p></div>
<div class="fates" id="fates" role="group" aria-label="Show only these fates"></div>
</div>
<div class="line2" role="search" aria-label="Paths">
<select id="stack" aria-label="Stack"><option value="">All stacks</option></select>
<select id="source" aria-label="Source"><option value="">All sources</option></select>
<input id="search" type="search" placeholder="Search names, rules, reasons" aria-label="Search" autocomplete="off" spellcheck="false">
<button type="button" class="plain" id="clear">Clear</button>
<div class="joined" role="group" aria-label="View"><button type="button" class="plain" id="as-map">Map</button><button type="button" class="plain" id="as-table">Table</button></div>
<div class="joined" id="zoom" role="group" aria-label="Zoom"><button type="button" class="plain" id="zoom-out" aria-label="Smaller">−</button><button type="button" class="plain" id="zoom-is" title="Back to 100%">100%</button><button type="button" class="plain" id="zoom-in" aria-label="Larger">+</button></div>
</div>
<div class="columns" id="columns" aria-hidden="true"><span>Source</span><span>Function</span><span>Where failed events end up</span></div>
</header>
<main id="content">
<noscript><p class="nothing">This page draws the map with JavaScript. Without it, ask for --format markdown.</p></noscript>
<div id="map" role="region" aria-label="Map">
<div id="canvas"><svg aria-hidden="true" focusable="false"><defs id="tips"></defs><g id="lines"></g></svg><div id="cards"></div></div>
</div>
<p class="nothing" id="map-nothing" hidden>${data.paths.length === 0 ? 'No function is invoked in this app.' : 'No path is like that.'}</p>
<div id="table" tabindex="-1" hidden>
<table id="rows" role="table"><caption>What happens to an event on which the function has failed for good</caption>
<thead role="rowgroup"><tr role="row">${['Fate', 'Function', 'Stack', 'Source', 'What happens'].map((head) => `<th role="columnheader" scope="col">${head}</th>`).join('')}</tr></thead></table>
</div>
<footer>${footnotes(data)}</footer>
</main>
<aside id="panel" role="dialog" aria-labelledby="panel-title" hidden>
<div class="tools"><button type="button" class="plain" id="back" aria-label="Path before">↑</button><button type="button" class="plain" id="forth" aria-label="Next path">↓</button><button type="button" class="plain" id="close">Close</button></div>
<div id="about"></div>
</aside>
<script type="application/json" id="data">${scriptJson({ ...map, paths: paths.map(({ figures, layers, ...path }) => path) })}</script>
<script type="application/json-lines" id="details">${paths.map(({ figures, layers }) => scriptJson({ figures, layers })).join('\n')}</script>
<script>${script}</script>
</body>
</html>
`;
}

function footnotes({ leftOut, remarks, broken }: MapData): string {
  const added = leftOut === 0 ? '' : `<p>${leftOut} ${leftOut === 1 ? 'path' : 'paths'} of functions that CDK adds itself left out.</p>`;
  const incomplete = broken.map((words) => `<p><strong>Incomplete:</strong> ${xml(words)}</p>`).join('');
  return incomplete + added + (remarks.length === 0 ? '' : `<p>Notes:</p><ul>${remarks.map((remark) => `<li>${xml(remark)}</li>`).join('')}</ul>`);
}

/** As the browser reads it: a line ends in one sign. */
const read = (name: string): string => readFileSync(join(pageFolder, name), 'utf8').replace(/\r\n?/g, '\n');

const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
