import { brokenWords } from './broken-words';
import { pathJson } from './json';
import { Broken } from '../model/broken';
import { Figure, Outage, Plan, PlanRow, Range, Tolerance, Toll } from '../model/plan';
import { isUnknown, Unknown } from '../model/value';
import { visibleJson } from '../model/visible';

export interface AppRows {
  /** As it was given on the command line. */
  readonly name: string;
  readonly rows: readonly PlanRow[];
  readonly broken: readonly Broken[];
}

/** Every number with what it rests on, for programs. Times are seconds; a `most` of null means that nothing ends it. */
export function planJson(apps: readonly AppRows[], outage: Outage | undefined, rate: number | undefined): string {
  return visibleJson({
    version: 1,
    apps: apps.map(({ name }) => name),
    outage: outage && { ...outage, eventsPerSecond: rate },
    paths: apps.flatMap(({ rows }) => rows.map(({ plan, toll }) => ({ ...pathJson(plan.path), plan: figures(plan), outage: toll && tollJson(toll, rate) }))),
    broken: apps.flatMap(({ broken }) => broken.map(brokenWords)),
  });
}

const figures = ({ layers, tries, rest, kept, failing, throttled }: Plan) => ({
  tries: figure(tries), rest: figure(rest),
  layers: layers.map((layer) => ({ by: layer.by, on: layer.on, tries: figure(layer.tries), within: figure(layer.within), fate: layer.outcome.fate })),
  kept: kept.map(({ net, lasts, expires }) => ({ in: net.rest.text, as: net.keptAs, lasts: figure(lasts), expires: figure(expires) })),
  failing: tolerance(failing), throttled: tolerance(throttled),
});

const tolerance = ({ leaves, lost }: Tolerance) => ({ leaves: figure(leaves), lost: figure(lost) });

const figure = ({ value, because, link, unverified }: Figure) => ({ ...isUnknown(value) ? { unknown: value.reason } : range(value), because, link, unverified });

const range = ({ least, most }: Range) => ({ least, most: most === Infinity ? null : most });

/** With a rate in events, else in seconds of arrivals. */
function tollJson(toll: Toll | Unknown, rate = 1) {
  if (isUnknown(toll)) return { unknown: toll.reason };
  const amount = ({ least, most }: Range) => range({ least: least * rate, most: most * rate });
  const { retried, blocked, kept, lost, refused } = toll;
  return { processedLate: amount(retried), blocked: amount(blocked), kept: amount(kept), lost: amount(lost), refused: amount(refused) };
}
