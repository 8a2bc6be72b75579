// @ts-check
// The page of the failure map: shows, filters and explains the paths that `data` has, in their order.
(() => {
  /** @typedef {Omit<import('../src/map/data').MapData, 'paths'> & { paths: readonly MapPath[] }} MapData */
  /** @typedef {Omit<import('../src/map/data').MapPath, 'figures' | 'layers'>} MapPath */
  /** @typedef {Pick<import('../src/map/data').MapPath, 'figures' | 'layers'>} Details */
  /** @typedef {import('../src/map/data').MapFinding} MapFinding */
  /** @typedef {'lost' | 'blocks' | 'unknown' | 'kept' | 'caller'} Fate */

  /** @typedef {import('../src/map/stack').Lane<MapPath>} Lane */
  /** @typedef {import('../src/map/stack').StackEnd<MapPath>} StackEnd */
  /** @typedef {import('../src/map/stack').Stacked<MapPath>} Stacked */

  /** Of stack.js, which stands before this. @type {typeof import('../src/map/stack').stack} */
  const stack = /** @type {any} */ (globalThis).stack;

  const size = { slot: 46, node: 38, head: 34, foot: 0, gap: 14, run: 6 };
  /** @type {readonly Fate[]} */
  const fates = ['lost', 'blocks', 'unknown', 'kept', 'caller'];
  /** @type {{ readonly [fate in Fate]: readonly [sign: string, word: string, title: string] }} */
  const words = {
    lost: ['✗', 'LOST', 'dropped, and nobody is told'],
    blocks: ['■', 'BLOCKS', 'everything behind the event waits'],
    unknown: ['?', 'unknown', 'decided outside of this app'],
    kept: ['✓', 'kept', 'rests where a person finds it'],
    caller: ['→', 'caller', 'whoever waits for the answer is told'],
  };
  const tips = { lost: 'M1 1 9 9M9 1 1 9', blocks: 'M8 0V10', unknown: 'M2 1 8 5 2 9', kept: 'M2 1 8 5 2 9', caller: 'M2 1 8 5 2 9' };
  const when = { undelivered: 'while it cannot be handed to Lambda', failing: 'while the code fails', throttled: 'while Lambda does not run the code' };
  const zooms = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5];

  /** @type {<T extends HTMLElement = HTMLElement>(id: string) => T} */
  const byId = (id) => /** @type {any} */ (document.getElementById(id));
  /** @type {MapData} */
  const data = JSON.parse(byId('data').textContent ?? '');
  const sources = new Map(data.sources.map((source) => [source.id, source]));
  const functions = new Map(data.functions.map((fn) => [fn.id, fn]));
  const places = new Map(data.places.map((place) => [place.id, place]));
  const pathsById = new Map(data.paths.map((path) => [path.id, path]));

  /** @type {Map<MapPath, string>} */
  const texts = new Map();

  /** What a path can be found by. @param {MapPath} path */
  function textOf(path) {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const fn = functions.get(path.function);
    const source = sources.get(path.source);
    const ends = [...path.ends, ...path.delivery?.ends ?? []].map(({ place: id }) => places.get(id ?? '')).flatMap((rest) => (rest ? [rest.name, rest.kind] : []));
    const rules = path.findings.map((index) => data.findings[index].rule);
    const text = [fn?.name, fn?.construct, fn?.stack, source?.name, source?.kind, ...ends, path.words, path.delivery?.because, ...rules].join('\n').toLowerCase();
    texts.set(path, text);
    return text;
  }

  // ---- Elements are made one by one, so that no name of the app is ever read as HTML.

  /**
   * @param {string} name
   * @param {{ [attribute: string]: string | boolean | undefined }} [attributes]
   * @param {(Node | string | undefined)[]} children
   * @returns {HTMLElement}
   */
  function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
    for (const child of children) if (child !== undefined && child !== '') element.append(child);
    return element;
  }

  /**
   * @param {string} name
   * @param {{ [attribute: string]: string }} attributes
   */
  function svgEl(name, attributes) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  /** @param {HTMLElement} element @param {{ [property: string]: number }} pixels */
  function at(element, pixels) {
    for (const [property, value] of Object.entries(pixels)) element.style.setProperty(property, `${value}px`);
    return element;
  }

  /** @param {number} number @param {string} one @param {string} many */
  const counted = (number, one, many) => `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
  /** @param {string} text */
  const sentence = (text) => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
  /** @param {MapPath} path */
  const lostBefore = (path) => path.fate !== 'lost' && path.delivery?.fate === 'lost';
  /** @param {string} href @param {string} text */
  const link = (href, text) => el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text);

  // ---- What is asked for stands in the address, so that it can be kept and sent.

  const state = { fates: new Set(), stack: '', source: '', q: '', view: 'map', zoom: 1, path: '' };

  function readAddress() {
    let given = new URLSearchParams();
    try { given = new URLSearchParams(location.hash.slice(1)); } catch { /* nothing is asked for */ }
    state.fates = new Set((given.get('fate') ?? '').split(',').filter((fate) => fate in words || fate === 'undelivered'));
    state.stack = given.get('stack') ?? '';
    state.source = given.get('source') ?? '';
    state.q = given.get('q') ?? '';
    state.view = given.get('view') === 'table' ? 'table' : 'map';
    state.zoom = zooms.find((zoom) => String(zoom) === given.get('zoom')) ?? 1;
    state.path = pathsById.has(given.get('path') ?? '') ? given.get('path') ?? '' : '';
  }

  function writeAddress() {
    const asked = Object.entries({
      fate: [...state.fates].join(','), stack: state.stack, source: state.source, q: state.q, view: state.view === 'map' ? '' : state.view, zoom: state.zoom === 1 ? '' : String(state.zoom), path: state.path,
    }).filter(([, value]) => value !== '');
    const hash = new URLSearchParams(asked).toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, '', `#${hash}`);
  }

  /** @param {MapPath} path @param {boolean} [anyFate] */
  function matches(path, anyFate = false) {
    if (!anyFate && state.fates.size > 0 && !state.fates.has(path.fate) && !(state.fates.has('undelivered') && lostBefore(path))) return false;
    if (state.stack !== '' && functions.get(path.function)?.stack !== state.stack) return false;
    if (state.source !== '' && sources.get(path.source)?.kind !== state.source) return false;
    return state.q.trim() === '' || state.q.toLowerCase().split(/\s+/).every((word) => textOf(path).includes(word));
  }

  // ---- The map: only what is near to what can be seen has elements.

  const map = byId('map');
  const canvas = byId('canvas');
  const header = /** @type {HTMLElement} */ (document.querySelector('header'));
  const cardLayer = byId('cards');
  const lines = /** @type {SVGGElement} */ (/** @type {unknown} */ (byId('lines')));
  /** @type {readonly MapPath[]} */
  let shown = [];
  let stacked = stack(/** @type {MapPath[]} */ ([]), size);
  let columns = columnsOf(1200);
  /** @type {Map<string, HTMLElement>} */
  let drawn = new Map();
  let around = '';

  /** @param {number} room */
  function columnsOf(room) {
    const width = Math.max(700, room);
    const gap = Math.round(Math.min(92, Math.max(34, width * 0.07)));
    const rest = width - 2 * gap;
    const [source, fn] = [Math.round(rest * 0.24), Math.round(rest * 0.42)];
    return { width, source: { x: 0, width: source }, fn: { x: source + gap, width: fn }, end: { x: source + fn + 2 * gap, width: rest - source - fn } };
  }

  function place() {
    document.documentElement.style.setProperty('--top', `${header.offsetHeight}px`);
    columns = columnsOf(map.clientWidth / state.zoom);
    stacked = stack(shown, size);
    canvas.style.transform = state.zoom === 1 ? '' : `scale(${state.zoom})`;
    at(canvas, { width: columns.width });
    at(map, { height: (stacked.height + 8) * state.zoom });
    const [source, fn, end] = byId('columns').children;
    for (const [head, { x, width }] of /** @type {const} */ ([[source, columns.source], [fn, columns.fn], [end, columns.end]])) at(/** @type {HTMLElement} */ (head), { left: x * state.zoom, width: width * state.zoom });
    drawn.forEach((element) => element.remove());
    drawn = new Map();
    around = '';
    draw();
  }

  function draw() {
    if (state.view !== 'map') return;
    const step = 300;
    const top = (-map.getBoundingClientRect().top) / state.zoom;
    const [from, to] = [Math.floor((top - 500) / step) * step, Math.ceil((top + innerHeight / state.zoom + 500) / step) * step];
    if (around === `${from} ${to}`) return;
    around = `${from} ${to}`;
    /** @param {number} first @param {number} last */
    const near = (first, last) => last >= from && first <= to;
    /** @type {Map<string, () => HTMLElement>} */
    const wanted = new Map();
    /** @type {Element[]} */
    const curves = [];
    stacked.sources.forEach(({ id, y, lanes }, index) => {
      if (!near(Math.min(y, lanes[0].y), lanes[lanes.length - 1].y)) return;
      wanted.set(`source ${index}`, () => sourceNode(id, y, lanes.map(({ path }) => path)));
      for (const lane of lanes) curves.push(curve(lane, columns.source, y, columns.fn.x, lane.y, false));
    });
    stacked.cards.forEach((card) => {
      if (near(card.y, card.y + card.height)) wanted.set(`card ${card.id}`, () => cardNode(card));
    });
    stacked.ends.forEach((end, index) => {
      const { y, lanes } = end;
      if (!near(lanes[0].y, lanes[lanes.length - 1].y)) return;
      wanted.set(`end ${index}`, () => endNode(end));
      for (const its of lanes) curves.push(curve(its.lane, columns.fn, its.y, columns.end.x, y, true));
    });
    for (const [key, element] of drawn) {
      if (wanted.has(key)) continue;
      element.remove();
      drawn.delete(key);
    }
    // What is there stays where it is: the keyboard may be on it.
    let next = cardLayer.firstChild;
    for (const [key, make] of wanted) {
      const element = drawn.get(key) ?? make();
      if (element === next) next = element.nextSibling;
      else cardLayer.insertBefore(element, next);
      drawn.set(key, element);
    }
    lines.replaceChildren(...curves);
    light(state.path);
  }

  /** Several paths may pass through one node. @param {readonly MapPath[]} paths */
  const passing = (paths) => [...new Set(paths.map(({ id }) => id))].join('\n');

  /** @param {Lane} lane @param {{ x: number, width: number }} column @param {number} y @param {number} x @param {number} to @param {boolean} tip */
  function curve({ path, leg, delivery }, column, y, x, to, tip) {
    const start = column.x + column.width;
    const end = tip ? x - 3 : x;
    const bend = (end - start) / 2;
    return svgEl('path', {
      'class': `line ${leg.fate}${delivery ? ' thin' : ''}`, 'data-paths': path.id, 'd': `M${start} ${y}C${start + bend} ${y} ${end - bend} ${to} ${end} ${to}`,
      ...tip ? { 'marker-end': `url(#tip-${leg.fate})` } : {},
    });
  }

  /** @param {string} id @param {number} y @param {readonly MapPath[]} paths */
  function sourceNode(id, y, paths) {
    const { name = '', kind = '' } = sources.get(id) ?? {};
    return at(el('div', { 'class': 'node', 'data-paths': passing(paths), 'title': `${kind} ${name}`, 'aria-hidden': 'true' }, el('span', { class: 'name' }, name), el('span', { class: 'small' }, kind)), { left: columns.source.x, top: y, width: columns.source.width });
  }

  /** @param {StackEnd} end */
  function endNode({ end, fate, y, lanes }) {
    const { width, x: left } = columns.end;
    const paths = passing(lanes.map(({ lane }) => lane.path));
    const [sign, word] = words[fate];
    const rest = places.get(end.place ?? '');
    const node = rest
      ? el('div', { 'class': `node end ${fate}`, 'data-paths': paths, 'title': `${rest.name}: ${[kindOf(rest.kind), end.text].filter((text) => text).join(', ')}`, 'aria-hidden': 'true' },
        el('span', { class: 'name' }, rest.name), el('span', { class: 'small' }, [kindOf(rest.kind), end.text].filter((text) => text).join(' · ')))
      : el('div', { 'class': `node ending ${fate}`, 'data-paths': paths, 'title': end.text, 'aria-hidden': 'true' }, el('p', {}, el('b', {}, `${sign} ${word}`), end.text));
    return at(node, { left, top: y, width });
  }

  /** @param {string} kind */
  const kindOf = (kind) => (kind === 'other' ? '' : kind.replace('-', ' '));

  /** @param {Stacked['cards'][number]} card */
  function cardNode({ id, y, height, lanes }) {
    const { name = '', stack: its = '', construct } = functions.get(id) ?? {};
    const paths = [...new Set(lanes.map(({ path }) => path))];
    const section = el('section', { 'class': 'card', 'data-paths': passing(paths), 'aria-label': name },
      el('div', { class: 'head' }, el('h2', { title: construct ?? name }, name), el('p', { class: 'small', title: `Stack ${its}` }, its)),
      ...paths.map((path) => pathButton(path)));
    return at(section, { left: columns.fn.x, top: y, width: columns.fn.width, height });
  }

  /** @param {MapPath} path */
  function pathButton(path) {
    return el('button', { 'type': 'button', 'class': `path ${path.fate}`, 'data-path': path.id, 'data-paths': path.id, 'aria-label': spoken(path) }, laneNode(path, note(path)), path.delivery && laneNode(path.delivery, undefined, 'undelivered: '));
  }

  /** @param {import('../src/map/data').Leg} leg @param {Node | undefined} more */
  function laneNode(leg, more, before = '') {
    const [sign] = words[leg.fate];
    const lane = el('span', { class: `lane ${leg.fate}${before === '' ? '' : ' delivery'}` }, el('span', { class: 'sign' }, sign), el('span', { title: leg.because }, `${before}${leg.tries}`), more);
    return at(lane, { height: leg.ends.length * size.slot });
  }

  /** How many findings there are, by the gravest. @param {MapPath} path */
  function note(path) {
    const found = path.findings.map((index) => data.findings[index]).filter(({ accepted }) => accepted === undefined);
    if (found.length === 0) return undefined;
    const gravest = ['error', 'warning', 'info'].find((severity) => found.some((finding) => finding.severity === severity)) ?? 'info';
    return el('span', { class: `small note ${gravest}` }, counted(found.length, 'finding', 'findings'));
  }

  /** A path as a sentence. @param {MapPath} path */
  function spoken(path) {
    const source = sources.get(path.source);
    const before = path.delivery ? ` If ${path.delivery.by} cannot hand it over: ${words[path.delivery.fate][1]}, ${path.delivery.because}.` : '';
    return `${functions.get(path.function)?.name} from ${source?.kind} ${source?.name}: ${words[path.fate][1]}. ${sentence(path.words)}${before}`;
  }

  /** Shows which lines and nodes belong to a path. @param {string} id */
  function light(id) {
    canvas.classList.toggle('busy', id !== '');
    for (const element of canvas.querySelectorAll('[data-paths]')) element.classList.toggle('hot', id !== '' && (element.getAttribute('data-paths') ?? '').split('\n').includes(id));
  }

  // ---- The table: the same for whoever prefers to read, listen or print.

  let writing = 0;

  /** @param {boolean} [atOnce] */
  function writeTable(atOnce = false) {
    cancelAnimationFrame(writing);
    const table = byId('rows');
    table.querySelectorAll('tbody').forEach((body) => body.remove());
    const paths = worstFirst(shown);
    let done = 0;
    const more = () => {
      const until = atOnce ? paths.length : Math.min(done + 40, paths.length);
      table.append(el('tbody', { role: 'rowgroup' }, ...paths.slice(done, until).map(row)));
      done = until;
      table.setAttribute('aria-busy', String(done < paths.length));
      if (done < paths.length) writing = requestAnimationFrame(more);
    };
    if (paths.length > 0) more();
  }

  /** @param {MapPath} path */
  function row(path) {
    const fn = functions.get(path.function);
    const source = sources.get(path.source);
    const [sign, word] = words[path.fate];
    const cell = (/** @type {(Node | string | undefined)[]} */ ...content) => el('td', { role: 'cell' }, ...content);
    return el('tr', { class: path.fate, role: 'row' },
      cell(`${sign} ${word}`), cell(el('button', { 'type': 'button', 'class': 'link', 'data-path': path.id }, fn?.name ?? '')), cell(fn?.stack ?? ''), cell(`${source?.kind} ${source?.name}`),
      cell(sentence(path.words), path.delivery && el('div', { class: 'small' }, `If ${path.delivery.by} cannot hand it over: ${words[path.delivery.fate].slice(0, 2).join(' ')}, ${restsIn(path.delivery)}`)));
  }

  /** @param {import('../src/map/data').Leg} leg */
  const restsIn = ({ fate, ends, because }) => (fate === 'kept' ? `in ${ends.map(({ place: id }) => places.get(id ?? '')?.name).join(' and ')}` : because);

  // ---- The panel: everything about one path.

  const panel = byId('panel');
  /** @type {readonly string[] | undefined} */
  let details;

  /** A line for each path, most of which nobody ever asks for. @param {MapPath} path @returns {Details} */
  function detailsOf(path) {
    details ??= (byId('details').textContent ?? '').split('\n');
    return JSON.parse(details[data.paths.indexOf(path)]);
  }

  function writePanel() {
    const path = pathsById.get(state.path);
    panel.hidden = path === undefined;
    document.body.classList.toggle('with-panel', path !== undefined);
    if (!path) return;
    const fn = functions.get(path.function);
    const source = sources.get(path.source);
    const [sign, word, title] = words[path.fate];
    const { figures, layers } = detailsOf(path);
    const here = shown.indexOf(path);
    byId('back').toggleAttribute('disabled', here <= 0);
    byId('forth').toggleAttribute('disabled', here < 0 || here >= shown.length - 1);
    byId('about').replaceChildren(
      el('h2', { id: 'panel-title', tabindex: '-1' }, `${fn?.name} ← ${source?.name}`),
      el('p', { class: 'small' }, [source?.kind, fn?.stack, fn?.file].filter((part) => part).join(' · ')),
      el('div', { class: `verdict ${path.fate}` }, el('b', {}, `${sign} ${word}`), ` · ${title}`, el('p', {}, sentence(path.words))),
      ...path.delivery ? [el('div', { class: `verdict ${path.delivery.fate}` }, el('b', {}, words[path.delivery.fate].slice(0, 2).join(' ')), ` · if ${path.delivery.by} cannot hand it over`, el('p', {}, sentence(restsIn(path.delivery))))] : [],
      ...section(`Findings (${path.findings.length})`, path.findings.map((index) => findingNode(data.findings[index]))),
      ...section('Plan', figures.length === 0 ? [] : [el('dl', {}, ...figures.flatMap(figureNodes))]),
      ...section('Layers of retry', layers.length === 0 ? [] : [el('ul', { class: 'layers' }, ...layers.map((layer) => el('li', {}, el('b', {}, layer.by), ` ${when[layer.on]}`, el('div', {}, sentence(layer.words)))))]),
    );
    panel.scrollTop = 0;
  }

  /** @param {string} title @param {readonly HTMLElement[]} content */
  const section = (title, content) => (content.length === 0 ? [] : [el('h3', {}, title), ...content]);

  /** @param {import('../src/map/figures').MapFigure} figure */
  function figureNodes({ label, text, because, link: href, unverified }) {
    const unknown = text.startsWith('unknown: ');
    const reason = unknown && text.endsWith(because) ? '' : because;
    return [el('dt', {}, label), el('dd', {}, unknown ? text : el('b', {}, text), el('span', { class: 'small' }, sentence(reason), reason === '' ? '' : ' ', unverified === undefined ? '' : `${sentence(unverified)} `, link(href, 'AWS documentation')))];
  }

  /** @param {MapFinding} finding */
  function findingNode({ rule, severity, title, about, what, event, when: state_, why, fix, docs, resource, file, accepted }) {
    return el('div', { class: `finding ${severity}` },
      el('h4', {}, el('span', { class: 'severity' }, severity === 'info' ? 'to verify' : severity), ` · ${title}`),
      el('p', { class: 'small' }, about),
      el('p', {}, `${sentence(state_ === undefined ? what : `When ${state_}: ${what}`)} ${event[0].toUpperCase()}${event.slice(1)}.`),
      el('p', { class: 'small' }, why),
      accepted === undefined ? el('p', { class: 'fix' }, el('b', {}, 'Fix: '), fix) : el('p', { class: 'fix' }, el('b', {}, 'Accepted: '), accepted),
      el('p', { class: 'small' }, `${resource} · ${file}`),
      el('p', { class: 'small' }, `${rule} · `, link(docs, 'AWS documentation')));
  }

  /** @param {string} id @param {boolean} [focus] */
  function open(id, focus = true) {
    state.path = id;
    writePanel();
    writeAddress();
    // Beside the panel there is less room.
    if (columns.width !== columnsOf(map.clientWidth / state.zoom).width) place();
    light(id);
    if (focus && id !== '') byId('panel-title').focus({ preventScroll: true });
  }

  function close() {
    const { path } = state;
    open('');
    buttonOf(path)?.focus();
  }

  /** @param {string} id @returns {HTMLElement | null} */
  const buttonOf = (id) => (state.view === 'map' ? canvas : byId('rows')).querySelector(`[data-path="${CSS.escape(id)}"]`);

  /** The path may be out of sight, where it has no element yet. @param {string} id */
  function reveal(id) {
    const lane = stacked.cards.flatMap(({ lanes }) => lanes).find(({ path }) => path.id === id);
    if (state.view === 'map' && lane && !buttonOf(id)) {
      scrollTo({ top: scrollY + map.getBoundingClientRect().top + lane.y * state.zoom - innerHeight / 2 });
      draw();
    }
    return buttonOf(id);
  }

  /** To the next path, or to one before it. @param {number} by @param {string} from */
  function step(by, from) {
    const index = shown.findIndex(({ id }) => id === from);
    const to = shown[Math.min(shown.length - 1, Math.max(0, index + by))];
    return to?.id ?? from;
  }

  // ---- Filters.

  /** A list begins with the worst; on the map, what belongs together stands together. @param {readonly MapPath[]} paths */
  const worstFirst = (paths) => [...paths].sort((a, b) => fates.indexOf(a.fate) - fates.indexOf(b.fate));

  function refresh() {
    shown = data.paths.filter((path) => matches(path));
    if (state.view === 'table') shown = worstFirst(shown);
    byId('shown').textContent = shown.length === data.paths.length ? counted(shown.length, 'path', 'paths') : `${shown.length.toLocaleString('en-US')} of ${counted(data.paths.length, 'path', 'paths')}`;
    const others = data.paths.filter((path) => matches(path, true));
    for (const chip of byId('fates').children) {
      const fate = chip.getAttribute('data-fate') ?? '';
      const its = others.filter((path) => (fate === 'undelivered' ? lostBefore(path) : path.fate === fate)).length;
      chip.setAttribute('aria-pressed', String(state.fates.has(fate)));
      chip.classList.toggle('none', its === 0);
      /** @type {HTMLElement} */ (chip.querySelector('b')).textContent = its.toLocaleString('en-US');
    }
    byId('map-nothing').hidden = shown.length > 0;
    byId('clear').toggleAttribute('disabled', state.fates.size === 0 && state.stack === '' && state.source === '' && state.q === '');
    byId('as-map').setAttribute('aria-pressed', String(state.view === 'map'));
    byId('as-table').setAttribute('aria-pressed', String(state.view === 'table'));
    byId('map').hidden = byId('columns').hidden = byId('zoom').hidden = state.view !== 'map';
    byId('table').hidden = state.view !== 'table';
    byId('zoom-is').textContent = `${Math.round(state.zoom * 100)}%`;
    /** @type {HTMLSelectElement} */ (byId('stack')).value = state.stack;
    /** @type {HTMLSelectElement} */ (byId('source')).value = state.source;
    const search = /** @type {HTMLInputElement} */ (byId('search'));
    if (search.value !== state.q) search.value = state.q;
    cancelAnimationFrame(writing);
    if (state.view === 'table') writeTable();
    else place();
    writeAddress();
  }

  /** @param {Partial<typeof state>} change */
  function ask(change) {
    Object.assign(state, change);
    refresh();
  }

  /** @param {number} by */
  const zoom = (by) => ask({ zoom: by === 0 ? 1 : zooms[Math.min(zooms.length - 1, Math.max(0, zooms.indexOf(state.zoom) + by))] });

  function begin() {
    for (const fate of [...fates, 'undelivered']) {
      const [sign, word, title] = fate === 'undelivered' ? ['✗', 'lost before Lambda', 'dropped when the source cannot hand it over'] : words[/** @type {Fate} */ (fate)];
      if (fate === 'undelivered' && !data.paths.some(lostBefore)) continue;
      byId('fates').append(el('button', { 'type': 'button', 'class': `chip ${fate === 'undelivered' ? 'lost' : fate}`, 'data-fate': fate, title }, el('span', { class: 'sign' }, sign), word, el('b')));
    }
    byId('stack').append(...[...new Set(data.functions.map(({ stack: its }) => its))].sort().map((name) => el('option', { value: name }, name)));
    byId('source').append(...[...new Set(data.sources.map(({ kind }) => kind))].sort().map((kind) => el('option', { value: kind }, kind)));
    byId('tips').append(...fates.map((fate) => {
      const marker = svgEl('marker', { id: `tip-${fate}`, viewBox: '0 0 10 10', refX: '8', refY: '5', markerWidth: '9', markerHeight: '9', markerUnits: 'userSpaceOnUse', orient: 'auto' });
      marker.append(svgEl('path', { class: `tip ${fate}`, d: tips[fate] }));
      return marker;
    }));

    byId('fates').addEventListener('click', ({ target }) => {
      const fate = /** @type {Element} */ (target).closest('[data-fate]')?.getAttribute('data-fate');
      if (!fate) return;
      const asked = new Set(state.fates);
      if (!asked.delete(fate)) asked.add(fate);
      ask({ fates: asked });
    });
    for (const id of /** @type {const} */ (['stack', 'source'])) byId(id).addEventListener('change', ({ target }) => ask({ [id]: /** @type {HTMLSelectElement} */ (target).value }));
    byId('search').addEventListener('input', ({ target }) => ask({ q: /** @type {HTMLInputElement} */ (target).value }));
    byId('clear').addEventListener('click', () => {
      ask({ fates: new Set(), stack: '', source: '', q: '' });
      byId('search').focus();
    });
    byId('as-map').addEventListener('click', () => ask({ view: 'map' }));
    byId('as-table').addEventListener('click', () => ask({ view: 'table' }));
    byId('skip').addEventListener('click', (event) => {
      event.preventDefault();
      ask({ view: 'table' });
      byId('table').focus();
    });
    byId('zoom-out').addEventListener('click', () => zoom(-1));
    byId('zoom-is').addEventListener('click', () => zoom(0));
    byId('zoom-in').addEventListener('click', () => zoom(1));
    byId('close').addEventListener('click', close);
    byId('back').addEventListener('click', () => { open(step(-1, state.path), false); reveal(state.path); });
    byId('forth').addEventListener('click', () => { open(step(1, state.path), false); reveal(state.path); });

    byId('content').addEventListener('click', ({ target }) => {
      const element = /** @type {Element} */ (target);
      const id = element.closest('[data-path]')?.getAttribute('data-path') ?? element.closest('.node')?.getAttribute('data-paths')?.split('\n')[0];
      if (id) open(id);
    });
    for (const [enter, leave] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
      canvas.addEventListener(enter, ({ target }) => {
        const id = /** @type {Element} */ (target).closest('[data-path]')?.getAttribute('data-path');
        if (id) light(id);
      });
      canvas.addEventListener(leave, () => light(state.path));
    }

    addEventListener('keydown', (event) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      const on = /** @type {HTMLElement} */ (event.target);
      if (ctrlKey || metaKey || altKey) return;
      if (key === 'Escape' && !panel.hidden) return close();
      if (on.matches('input, select')) return;
      if (key === '/') {
        event.preventDefault();
        byId('search').focus();
      }
      const path = on.getAttribute('data-path');
      const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[key];
      if (path === null || by === undefined) return;
      event.preventDefault();
      reveal(step(by, path))?.focus();
    });
    addEventListener('hashchange', () => {
      readAddress();
      refresh();
      writePanel();
    });
    addEventListener('scroll', draw, { passive: true });
    addEventListener('resize', place);
    map.addEventListener('scroll', () => { byId('columns').scrollLeft = map.scrollLeft; }, { passive: true });
    addEventListener('beforeprint', () => writeTable(true));

    readAddress();
    refresh();
    if (state.path !== '') {
      open(state.path, false);
      reveal(state.path);
    }
  }

  begin();
})();
