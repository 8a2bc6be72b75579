import { places, planWords } from './plan-words';
import { shorten, wrap } from './wrap';
import { Outcome, Path } from '../model/graph';
import { Plan } from '../model/plan';

/** The sign is for the eye, the word for everybody. */
const words: { readonly [fate in Outcome['fate']]: string } = { kept: '✓ kept', lost: '✗ LOST', blocks: '■ BLOCKS', caller: '→ caller', unknown: '? unknown' };

/** Lost and blocked first: that is what somebody should see. */
const order: readonly Outcome['fate'][] = ['lost', 'blocks', 'unknown', 'kept', 'caller'];

/** One line or two for each way a function is invoked: tries, and where the event is once they are over. */
export function fateTable(plans: readonly Plan[], width: number): string {
  const own = plans.filter(({ path }) => !path.framework);
  const rows = [...own].sort(({ path: a }, { path: b }) => order.indexOf(a.outcome.fate) - order.indexOf(b.outcome.fate) || (a.fn.id < b.fn.id ? -1 : a.fn.id > b.fn.id ? 1 : 0));
  const lines = rows.flatMap((plan) => row(plan, width));
  const added = plans.length - own.length;
  if (added > 0) lines.push('', `${added} ${added === 1 ? 'path' : 'paths'} of functions that CDK adds itself left out`);
  return lines.join('\n');
}

function row(plan: Plan, width: number): string[] {
  const { path } = plan;
  const fate = words[path.outcome.fate].padEnd(10);
  const room = width - fate.length;
  const nameRoom = Math.floor((room - 3) / 2);
  const name = shorten(nameOf(path) + qualifierOf(path), nameRoom);
  const lines = [`${fate}${name} ← ${shorten(fromOf(path), room - 3 - name.length)}`];
  lines.push(wrap(planWords(plan), width, ' '.repeat(12)));
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

function deliveryWords({ fate, because, nets }: Outcome): string {
  if (fate === 'kept') return `if it cannot be delivered: in ${places(nets)}`;
  return `if it cannot be delivered: ${fate === 'lost' ? 'LOST' : fate}, ${because}`;
}
