import { resourceAt } from './resource-at';
import { Resource, ResourceSet } from '../model/resource';
import { Value } from '../model/value';

/** Of what stands for the events that SAM wrote into a resource of the user, that of one function. */
export function samEventsOf(app: ResourceSet, fn: Resource, named: readonly Value[]): readonly Resource[] {
  const events = named.map((event) => resourceAt(app, event)).filter((event) => event !== undefined);
  return events.filter(({ madeBy }) => madeBy?.key === fn.key).sort((one, other) => (one.label < other.label ? -1 : 1));
}
