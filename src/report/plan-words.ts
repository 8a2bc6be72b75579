import { duration, time, tries } from './quantity';
import { Net, Outcome } from '../model/graph';
import { Figure, Keeping, Layer, Plan, Tolerance } from '../model/plan';
import { isUnknown } from '../model/value';

/** What becomes of an event, in one line: how often, how long, where to, for how long, and what outage it survives. */
export function planWords(plan: Plan): string {
  const { path: { outcome, mode, source } } = plan;
  if (mode === 'none') return outcome.because;
  if (outcome.fate === 'caller' && source !== 'step-functions') return outcome.because;
  const often = oftenWords(plan);
  switch (outcome.fate) {
    case 'kept': return [`${often}, then in ${plan.kept.map(keptWords).join(' and ')}`, survivesWords(plan)].filter((words) => words !== '').join('; ');
    case 'caller': return `${often}; ${outcome.because}`;
    default: return `${often}: ${outcome.because}`;
  }
}

/** `5 tries over 15–17 min`: the pause before the end is part of it. */
export function oftenWords({ tries: figure, rest }: Pick<Plan, 'tries' | 'rest'>): string {
  const over = time(rest);
  return over === undefined || isNothing(rest) ? tries(figure) : `${tries(figure)} ${over.startsWith('up to') ? 'within' : 'over'} ${over.replace(/^up to /, '')}`;
}

const isNothing = ({ value }: Figure) => !isUnknown(value) && value.most === 0;

export function keptWords({ net, lasts }: Keeping): string {
  const kept = time(lasts);
  return kept === undefined ? placeWords(net) : `${placeWords(net)}, kept ${kept}`;
}

/** What somebody has to know who looks for the event there. */
export const placeRemarks = ({ keptAs, unheard }: Net): string[] => [...keptAs === 'pointer' ? ['position only'] : [], ...unheard ? ['no subscription in this app'] : []];

function placeWords(net: Net): string {
  const notes = placeRemarks(net);
  return notes.length === 0 ? net.rest.text : `${net.rest.text} (${notes.join(', ')})`;
}

export const places = (nets: readonly Net[]): string => nets.map(({ rest }) => rest.text).join(' and ');

function survivesWords({ failing, throttled }: Plan): string {
  const code = guaranteed(failing);
  const throttling = guaranteed(throttled);
  if (code === throttling) return code === undefined ? '' : `survives ${code} of failing code or throttling`;
  const parts = [code && `${code} of failing code`, throttling && `${throttling} of throttling`].filter((part) => part);
  return parts.length === 0 ? '' : `survives ${parts.join(', ')}`;
}

/** Only what is sure is promised. */
const guaranteed = ({ leaves: { value } }: Tolerance): string | undefined =>
  (isUnknown(value) || value.least === 0 || value.least === Infinity ? undefined : duration(value.least));

/** How often and how long a layer tries. */
export function layerWords({ tries: figure, within }: Layer): string {
  return isUnknown(figure.value) ? `tried for ${time(within) ?? 'an unknown time'}` : oftenWords({ tries: figure, rest: within });
}

/** Where a layer leaves an event. */
export function endWords({ fate, because, nets }: Outcome): string {
  switch (fate) {
    case 'kept': return `in ${places(nets)}`;
    case 'lost': return `LOST: ${because}`;
    case 'blocks': return `BLOCKS: ${because}`;
    default: return because;
  }
}
