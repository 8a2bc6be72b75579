import { Resource, ResourceSet } from '../model/resource';
import { Value } from '../model/value';

/** The resource of the app that a value names. */
export function resourceAt(app: ResourceSet, value: Value): Resource | undefined {
  const target = app.target(value);
  return target.kind === 'resource' ? target.resource : undefined;
}
