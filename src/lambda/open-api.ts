import { at, isObject, Value } from '../model/value';

/** The integrations of all operations of an OpenAPI definition, undefined for those without; shared ones stand under `components`. */
export function* integrationsIn(body: Value): Iterable<Value> {
  for (const operations of entriesOf(at(body, 'paths'))) for (const operation of entriesOf(operations)) yield at(operation, 'x-amazon-apigateway-integration');
  yield* entriesOf(at(body, 'components', 'x-amazon-apigateway-integrations'));
}

/** The Lambda authorizers of an OpenAPI definition, in either version of it; undefined for other security schemes. */
export function* authorizersIn(body: Value): Iterable<Value> {
  for (const schemes of [at(body, 'securityDefinitions'), at(body, 'components', 'securitySchemes')]) {
    for (const scheme of entriesOf(schemes)) yield at(scheme, 'x-amazon-apigateway-authorizer');
  }
}

const entriesOf = (map: Value): readonly Value[] => (isObject(map) ? Object.values(map) : []);
