import { at, show, string, Value } from '../model/value';

/** What tells the targets of a rule apart: the id, as far as it is known; without one, which CloudFormation refuses, the place in the list. */
export function targetIdOf(target: Value, index: number): string {
  const id = at(target, 'Id');
  return id === undefined ? `#${index + 1}` : string(id) ?? show(id);
}
