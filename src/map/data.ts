import { figuresOf, MapFigure } from './figures';
import { Finding, placeOf, severities, Severity } from '../model/finding';
import { Delivery, Fate, Net, Outcome, Path, RestKind } from '../model/graph';
import { Layer, Plan } from '../model/plan';
import { Resource } from '../model/resource';
import { brokenWords } from '../report/broken-words';
import { aboutWords } from '../report/finding-words';
import { originOf, qualifierOf } from '../report/path-words';
import { layerWords, oftenWords, planWords, placeRemarks } from '../report/plan-words';
import { position } from '../report/position';
import { time } from '../report/quantity';
import { AppReport } from '../report/report';

/** What is drawn, whatever the form. Fields are only ever added; `version` changes when one changes its meaning. */
export interface MapData {
  readonly version: 1;
  /** As they were named on the command line. */
  readonly apps: readonly string[];
  readonly sources: readonly MapSource[];
  readonly functions: readonly MapFunction[];
  readonly places: readonly MapPlace[];
  readonly paths: readonly MapPath[];
  readonly findings: readonly MapFinding[];
  /** Paths of functions that CDK adds itself; they are not drawn. */
  readonly leftOut: number;
  /** Input that could not be used, and what was passed over. */
  readonly remarks: readonly string[];
  /** What failed of this package, so that something may be missing here. */
  readonly broken: readonly string[];
}

/** Where events come from. */
export interface MapSource {
  readonly id: string;
  readonly name: string;
  /** The service, such as `SQS`; nobody says `Amazon SQS`. */
  readonly kind: string;
}

/** A function, or one alias or version of it: each has nets of its own. */
export interface MapFunction {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly construct?: string;
  readonly file: string;
}

/** Where failed events rest. */
export interface MapPlace {
  readonly id: string;
  readonly name: string;
  readonly kind: RestKind;
}

/** A hand-over that fails for good: what was tried, and where the event is then. */
export interface Leg {
  readonly fate: Fate;
  /** Who gives up. */
  readonly by: string;
  readonly tries: string;
  readonly because: string;
  /** At least one; two where two nets have a copy each. */
  readonly ends: readonly End[];
}

/** A place; without one, what became of the event. */
export interface End {
  readonly place?: string;
  readonly text: string;
}

export interface MapPath extends Leg {
  readonly id: string;
  readonly source: string;
  readonly function: string;
  /** Everything about it in one line. */
  readonly words: string;
  /** The source could not hand the event to Lambda. */
  readonly delivery?: Leg;
  readonly layers: readonly MapLayer[];
  readonly figures: readonly MapFigure[];
  /** Positions in `findings`, the gravest first. */
  readonly findings: readonly number[];
}

export interface MapLayer {
  readonly by: string;
  readonly on: Layer['on'];
  readonly words: string;
}

export interface MapFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** The function and where its events come from, such as `Fulfilment/NotifyCustomer ← async-sns Shipped`. */
  readonly about: string;
  readonly what: string;
  /** What becomes of the event: a sentence without its end. */
  readonly event: string;
  readonly when?: string;
  readonly why: string;
  readonly fix: string;
  readonly docs: string;
  readonly resource: string;
  readonly file: string;
  /** The reason for which somebody accepted it. */
  readonly accepted?: string;
}

/** Of each app what its paths pass through; `titles` says what people call each source. */
export function mapData(reports: readonly AppReport[], titles: readonly { readonly id: string; readonly title: string }[]): MapData {
  const kinds = new Map(titles.map(({ id, title }) => [id, title.replace(/^(Amazon|AWS) /, '')]));
  const sources = new Map<string, MapSource>();
  const functions = new Map<string, MapFunction>();
  const places = new Map<string, MapPlace>();
  const findings: MapFinding[] = [];
  const stacks = stackNames(reports);
  const paths = reports.flatMap((app, index) => {
    // Keys are unique in one app only.
    const id = (key: string) => (reports.length === 1 ? key : `${index + 1} ${key}`);
    const about = findingsOf(app, findings);
    return own(app).map((plan): MapPath => {
      const { path } = plan;
      const source = sourceOf(path, kinds);
      const name = `${path.fn.label}${qualifierOf(path)}`;
      const fn = { id: id(`${path.fn.key}|${path.qualifier.key}`), name, stack: stacks.get(path.fn.stack.name)!, construct: path.fn.path, file: position(path.fn.place()) };
      const end = (net: Net, text: string): End => {
        const place = { id: id(net.rest.resource?.key ?? net.rest.text), name: short(net.rest.text), kind: net.rest.kind };
        places.set(place.id, place);
        return { place: place.id, text: [text, ...placeRemarks(net)].filter((part) => part !== '').join(', ') };
      };
      sources.set(id(source.id), { ...source, id: id(source.id) });
      functions.set(fn.id, fn);
      return {
        id: id(path.id), source: id(source.id), function: fn.id, words: planWords(plan), ...mainLeg(plan, end),
        delivery: path.delivery && deliveryLeg(plan, path.delivery, end),
        layers: plan.layers.map((layer) => ({ by: layer.by, on: layer.on, words: layerWords(layer) })),
        figures: figuresOf(plan), findings: about(path),
      };
    });
  });
  return {
    version: 1, apps: reports.map(({ name }) => name), sources: [...sources.values()], functions: [...functions.values()], places: [...places.values()], paths, findings,
    leftOut: reports.reduce((sum, { plans }) => sum + plans.length, 0) - paths.length, remarks: reports.flatMap(({ problems, remarks }) => [...problems, ...remarks]),
    broken: reports.flatMap(({ broken }) => broken.map(brokenWords)),
  };
}

const own = ({ plans }: AppReport): readonly Plan[] => plans.filter(({ path }) => !path.framework);

function sourceOf(path: Path, kinds: ReadonlyMap<string, string>): MapSource {
  const name = originOf(path);
  const key = path.origin?.key ?? path.originText ?? path.triggers[0]?.key ?? path.mode;
  return { id: `${path.source}|${key}`, name: name === undefined ? (path.mode === 'none' ? 'Nothing in this app' : 'Not in this app') : short(name), kind: kinds.get(path.source) ?? path.kind };
}

/** Of an ARN, what a person calls it. */
const short = (name: string): string => name.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?=.)/, '');

function mainLeg({ path, kept, layers, tries, rest }: Plan, end: (net: Net, text: string) => End): Leg {
  const { outcome: { fate, because, nets }, mode } = path;
  const lasting = new Map(kept.map(({ net, lasts }) => [net, time(lasts)]));
  return {
    fate, because, by: layers.find(({ on }) => on === 'failing')?.by ?? 'nobody', tries: mode === 'none' ? 'invoked from elsewhere' : oftenWords({ tries, rest }),
    ends: fate === 'kept' ? nets.map((net) => end(net, lasting.get(net) === undefined ? '' : `kept ${lasting.get(net)}`)) : [{ text: because }],
  };
}

function deliveryLeg({ layers }: Plan, { fate, by, because, nets }: Delivery, end: (net: Net, text: string) => End): Leg {
  const layer = layers.find(({ on }) => on === 'undelivered');
  return { fate, by, because, tries: layer ? oftenWords({ tries: layer.tries, rest: layer.within }) : '', ends: fate === 'kept' ? nets.map((net) => end(net, '')) : [{ text: because }] };
}

/** A template goes by the name of its file, as long as that tells it from the others. */
function stackNames(reports: readonly AppReport[]): ReadonlyMap<string, string> {
  const stacks = new Map(reports.flatMap((app) => own(app).map(({ path: { fn: { stack } } }) => [stack.name, stack])));
  const base = (name: string) => name.split(/[/\\]/).pop()!;
  const files = [...stacks.values()].map(({ name, template }) => (name === template ? base(name) : name));
  return new Map([...stacks.keys()].map((name, index) => [name, files.filter((other) => other === files[index]).length === 1 ? files[index] : name]));
}

/** Puts the findings of an app to the others, and gives the positions of those that a path has to do with. */
function findingsOf({ findings, acknowledged }: AppReport, all: MapFinding[]): (path: Path) => number[] {
  const byKey = new Map<string, { index: number; finding: Finding }[]>();
  const remember = (finding: Finding, accepted?: string) => {
    const { rule, severity, title, what, event, when, why, fix, docs, resource, fn } = finding;
    const key = fn?.key ?? resource.key;
    byKey.set(key, [...byKey.get(key) ?? [], { index: all.length, finding }]);
    all.push({
      rule, severity, title, about: aboutWords(finding), what, event, when, why, fix, docs, resource: resource.path ?? resource.label, file: position(placeOf(finding)), accepted,
    });
  };
  findings.forEach((finding) => remember(finding));
  acknowledged.forEach(({ finding, reason }) => remember(finding, reason));
  return (path) => {
    const around = resourcesOf(path);
    const mine = ({ triggers }: Finding) => triggers.length === 0 || triggers.some((trigger) => path.triggers.includes(trigger));
    const found = around.flatMap(({ key }) => byKey.get(key) ?? []).filter(({ finding }) => mine(finding));
    const rank = (index: number) => severities.indexOf(all[index].severity) + (all[index].accepted === undefined ? 0 : severities.length);
    return [...new Set(found.map(({ index }) => index))].sort((a, b) => rank(a) - rank(b) || a - b);
  };
}

function resourcesOf({ fn, triggers, origin, outcome, delivery, qualifier }: Path): readonly Resource[] {
  const nets = ({ nets: good, broken = [] }: Outcome) => [...good, ...broken].flatMap(({ owner, rest }) => [owner, rest.resource]);
  const all = [fn, ...triggers, origin, qualifier.resource, ...nets(outcome), ...delivery ? nets(delivery) : []];
  return [...new Set(all.filter((resource) => resource !== undefined))];
}
