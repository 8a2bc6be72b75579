import { fateWords, fromOf, nameOf, qualifierOf, worstFirst } from './path-words';
import { places, planWords } from './plan-words';
import { shorten, wrap } from './wrap';
import { Outcome } from '../model/graph';
import { Plan } from '../model/plan';

/** One line or two for each way a function is invoked: tries, and where the event is once they are over. */
export function fateTable(plans: readonly Plan[], width: number): string {
  const own = plans.filter(({ path }) => !path.framework);
  const rows = [...own].sort(({ path: a }, { path: b }) => worstFirst.indexOf(a.outcome.fate) - worstFirst.indexOf(b.outcome.fate) || (a.fn.id < b.fn.id ? -1 : a.fn.id > b.fn.id ? 1 : 0));
  const lines = rows.flatMap((plan) => row(plan, width));
  const added = plans.length - own.length;
  if (added > 0) lines.push('', `${added} ${added === 1 ? 'path' : 'paths'} of functions that CDK adds itself left out`);
  return lines.join('\n');
}

function row(plan: Plan, width: number): string[] {
  const { path } = plan;
  const fate = fateWords[path.outcome.fate].padEnd(10);
  const room = width - fate.length;
  const nameRoom = Math.floor((room - 3) / 2);
  const name = shorten(nameOf(path) + qualifierOf(path), nameRoom);
  const lines = [`${fate}${name} ← ${shorten(fromOf(path), room - 3 - name.length)}`];
  lines.push(wrap(planWords(plan), width, ' '.repeat(12)));
  if (path.delivery) lines.push(wrap(deliveryWords(path.delivery), width, ' '.repeat(12)));
  return lines;
}

function deliveryWords({ fate, because, nets }: Outcome): string {
  if (fate === 'kept') return `if it cannot be delivered: in ${places(nets)}`;
  return `if it cannot be delivered: ${fate === 'lost' ? 'LOST' : fate}, ${because}`;
}
