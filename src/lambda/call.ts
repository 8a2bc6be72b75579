import { invokedBy, Invoked, qualifierFrom } from './invoked';
import { ResourceSet } from '../model/resource';
import { at, string, Value } from '../model/value';

/** The `Invoke` call of the Lambda API, as services that can call any API write it down. */
export interface Call {
  readonly invoked: Invoked;
  /** False, as in the API itself, unless the call says `Event`. */
  readonly async: boolean;
  readonly namesTenant: boolean;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function callOf(app: ResourceSet, parameters: Value): Call | undefined {
  const named = invokedBy(app, at(parameters, 'FunctionName'));
  if (!named) return undefined;
  const qualifier = at(parameters, 'Qualifier');
  return {
    invoked: qualifier === undefined ? named : { ...named, qualifier: qualifierFrom(app, named.fn, qualifier) },
    async: string(at(parameters, 'InvocationType'))?.toLowerCase() === 'event',
    namesTenant: at(parameters, 'TenantId') !== undefined,
  };
}
