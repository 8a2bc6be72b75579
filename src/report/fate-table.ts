import { fateWords, functionName, originName, worstFirst } from './path-words';
import { places, planWords } from './plan-words';
import { shorten, wrap } from './wrap';
import { Outcome } from '../model/graph';
import { Plan } from '../model/plan';

/** One line or two for each way a function is invoked: tries, and where the event is once they are over. */
export function fateTable(plans: readonly Plan[], width: number): string {
  const own = plans.filter(({ path }) => !path.framework);
  const lines = [...own].sort((a, b) => worstFirst(a.path, b.path)).flatMap((plan) => row(plan, width));
  const added = plans.length - own.length;
  if (added > 0) lines.push('', `${added} ${added === 1 ? 'path' : 'paths'} of functions that CDK adds itself left out`);
  return lines.join('\n');
}

function row(plan: Plan, width: number): string[] {
  const lines = [heading(plan, width), wrap(planWords(plan), width, ' '.repeat(12))];
  if (plan.path.delivery) lines.push(wrap(deliveryWords(plan.path.delivery), width, ' '.repeat(12)));
  return lines;
}

/** `✓ kept    Fulfilment/ShipOrder ← sqs Orders`, within the width. */
export function heading({ path }: Plan, width: number): string {
  const fate = fateWords[path.outcome.fate].padEnd(10);
  const room = width - fate.length;
  const name = shorten(functionName(path), Math.floor((room - 3) / 2));
  return `${fate}${name} ← ${shorten(originName(path), room - 3 - name.length)}`;
}

/** What becomes of an event that the source cannot hand over. */
export function deliveryWords({ fate, because, nets }: Outcome): string {
  if (fate === 'kept') return `if it cannot be delivered: in ${places(nets)}`;
  return `if it cannot be delivered: ${fate === 'lost' ? 'LOST' : fate}, ${because}`;
}
