import { functionName, originName } from './path-words';
import { Finding } from '../model/finding';
import { Path } from '../model/graph';

/** The function and where its events come from, such as `Fulfilment/NotifyCustomer ← async-sns Shipped`; what it is on, where it is about no function. */
export function aboutWords({ paths, fn, resource }: Finding): string {
  const [first] = paths;
  if (first === undefined) return fn === undefined ? resource.label : fn.path?.replace(/\/Resource$/, '') ?? fn.label;
  const functions = [...new Set(paths.map(functionName))];
  return `${functions[0]} ← ${sourceWords(paths, functions[0])}${functions.length === 1 ? '' : `, and ${counted(functions.length - 1, 'other function')}`}`;
}

function sourceWords(paths: readonly Path[], name: string): string {
  const [first, ...others] = [...new Set(paths.filter((path) => functionName(path) === name).map(originName))];
  return others.length === 0 ? first : `${first} and ${others.length === 1 ? others[0] : counted(others.length, 'other source')}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is wrong, and what becomes of the event. */
export const caseWords = ({ what, event, when }: Pick<Finding, 'what' | 'event' | 'when'>): string => `${when === undefined ? '' : `When ${when}: `}${ended(what)} ${event[0].toUpperCase()}${event.slice(1)}.`;

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Everything about one finding but what to do, in one line. */
export const findingWords = (finding: Finding): string => `${aboutWords(finding)}: ${caseWords(finding)}`;
