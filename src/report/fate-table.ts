import { shorten, wrap } from './wrap';
import { Outcome, Path, Tries } from '../model/graph';
import { isUnknown } from '../model/value';

/** The sign is for the eye, the word for everybody. */
const words: { readonly [fate in Outcome['fate']]: string } = { kept: '✓ kept', lost: '✗ LOST', blocks: '■ BLOCKS', caller: '→ caller', unknown: '? unknown' };

/** Lost and blocked first: that is what somebody should see. */
const order: readonly Outcome['fate'][] = ['lost', 'blocks', 'unknown', 'kept', 'caller'];

/** One line or two for each way a function is invoked: tries, and where the event is once they are over. */
export function fateTable(paths: readonly Path[], width: number): string {
  const own = paths.filter(({ framework }) => !framework);
  const rows = [...own].sort((a, b) => order.indexOf(a.outcome.fate) - order.indexOf(b.outcome.fate) || (a.fn.id < b.fn.id ? -1 : a.fn.id > b.fn.id ? 1 : 0));
  const lines = rows.flatMap((path) => row(path, width));
  const added = paths.length - own.length;
  if (added > 0) lines.push('', `${added} ${added === 1 ? 'path' : 'paths'} of functions that CDK adds itself left out`);
  return lines.join('\n');
}

function row(path: Path, width: number): string[] {
  const fate = words[path.outcome.fate].padEnd(10);
  const room = width - fate.length;
  const nameRoom = Math.floor((room - 3) / 2);
  const name = shorten(nameOf(path) + qualifierOf(path), nameRoom);
  const lines = [`${fate}${name} ← ${shorten(fromOf(path), room - 3 - name.length)}`];
  lines.push(wrap(ending(path), width, ' '.repeat(12)));
  if (path.delivery) lines.push(wrap(deliveryWords(path.delivery), width, ' '.repeat(12)));
  return lines;
}

/** The construct, where CDK says which; its logical id has a hash that nobody reads. */
function nameOf({ fn }: Path): string {
  return fn.path?.replace(/\/Resource$/, '') ?? fn.label;
}

/** An alias by its name; a version has none before deployment. */
function qualifierOf({ qualifier: { key, resource } }: Path): string {
  return key.startsWith('$LATEST') ? '' : `:${resource?.key === key ? resource.label : key}`;
}

function fromOf(path: Path): string {
  const [first] = path.triggers;
  const origin = path.origin?.label ?? path.originText;
  const named = origin ?? first?.label;
  return named === undefined ? path.kind : `${path.kind} ${named}`;
}

function ending({ outcome, tries, mode }: Path): string {
  if (outcome.fate === 'caller') return outcome.because;
  const times = mode === 'none' ? '' : triesWords(tries);
  if (outcome.fate !== 'kept') return times === '' ? outcome.because : `${times}: ${outcome.because}`;
  const places = outcome.nets.map((net) => `${net.rest.text}${net.keptAs === 'pointer' ? ' (position only)' : ''}`).join(' and ');
  return `${times}, then in ${places}`;
}

export function triesWords({ attempts, maxAge }: Tries): string {
  const age = maxAge === undefined || isUnknown(maxAge) ? '' : ` within ${duration(maxAge)}`;
  if (isUnknown(attempts)) return `an unknown number of tries${age}`;
  if (attempts === 'unlimited') return age === '' ? 'tries until the record expires' : `tries${age}`;
  if (attempts === 0) return 'never run';
  return `${attempts} ${attempts === 1 ? 'try' : 'tries'}${age}`;
}

function deliveryWords(delivery: Outcome): string {
  if (delivery.fate === 'kept') return `if it cannot be delivered: in ${delivery.nets.map((net) => net.rest.text).join(' and ')}`;
  return `if it cannot be delivered: ${delivery.fate === 'lost' ? 'LOST' : delivery.fate}, ${delivery.because}`;
}

/** Seconds in the largest unit that divides them well. */
export function duration(seconds: number): string {
  const units = [[86_400, 'd'], [3_600, 'h'], [60, 'min']] as const;
  const unit = units.find(([size]) => seconds >= size);
  return unit ? `${Math.round((seconds / unit[0]) * 10) / 10} ${unit[1]}` : `${seconds} s`;
}
