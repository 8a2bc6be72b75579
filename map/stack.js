// @ts-check
// Puts the visible paths below each other. The page and the picture both place them by this.

/**
 * @template P
 * @typedef {{ path: P, leg: Leg, delivery: boolean, y: number, ends: readonly End[] }} Lane  one leg of a path; y is the middle
 */
/** @typedef {{ place?: string, text: string }} End */
/** @typedef {{ fate: string, ends: readonly End[] }} Leg */
/** @typedef {Leg & { source: string, function: string, delivery?: Leg }} Path */
/** @typedef {{ slot: number, head: number, foot: number, gap: number, run: number }} Sizes */

/**
 * Each function is a card with a lane for each leg of its paths, in a slot of its own for each of its ends. A source or a
 * place is drawn once for lanes that follow each other, in their middle, so that no line is long.
 *
 * @template {Path} P
 * @param {readonly P[]} paths those of a function behind each other
 * @param {Sizes} sizes pixels; run is the number of lanes that one source or place has at most
 */
function stack(paths, { slot, head, foot, gap, run }) {
  /** @type {{ id: string, y: number, height: number, lanes: Lane<P>[] }[]} */
  const cards = [];
  /** @type {{ id: string, y: number, lanes: Lane<P>[] }[]} */
  const sources = [];
  /** @type {{ end: End, fate: string, y: number, lanes: { lane: Lane<P>, y: number }[] }[]} */
  const ends = [];
  let bottom = -gap;
  for (const path of paths) {
    let card = cards[cards.length - 1];
    if (!card || card.id !== path.function) {
      card = { id: path.function, y: bottom + gap, height: head + foot, lanes: [] };
      cards.push(card);
    }
    let source = sources[sources.length - 1];
    if (!source || source.id !== path.source || source.lanes.length >= run) {
      source = { id: path.source, y: 0, lanes: [] };
      sources.push(source);
    }
    for (const leg of path.delivery ? [path, path.delivery] : [path]) {
      const top = card.y + card.height - foot;
      const lane = { path, leg, delivery: leg !== path, y: top + leg.ends.length * slot / 2, ends: leg.ends };
      card.lanes.push(lane);
      card.height += leg.ends.length * slot;
      source.lanes.push(lane);
      leg.ends.forEach((end, index) => {
        const y = top + (index + 0.5) * slot;
        let place = ends[ends.length - 1];
        const same = place && end.place !== undefined && place.end.place === end.place && (place.end.text === end.text || place.end.text === '' || end.text === '');
        if (!same || place.lanes.length >= run) {
          place = { end, fate: leg.fate, y: 0, lanes: [] };
          ends.push(place);
        }
        // Of what cannot be delivered nobody says how long it is kept there.
        if (place.end.text === '') place.end = end;
        place.lanes.push({ lane, y });
      });
    }
    bottom = card.y + card.height;
  }
  const middle = (/** @type {readonly { y: number }[]} */ lanes) => (lanes[0].y + lanes[lanes.length - 1].y) / 2;
  for (const source of sources) source.y = middle(source.lanes);
  for (const end of ends) end.y = middle(end.lanes);
  return { cards, sources, ends, height: Math.max(0, bottom) };
}

if (typeof module !== 'undefined') module.exports = { stack };
