import { at, isObject, Value } from '../model/value';

/** The integrations of all operations of an OpenAPI definition, undefined for those without; shared ones stand under `components`. */
export function* integrationsIn(body: Value): Iterable<Value> {
  const paths = at(body, 'paths');
  const groups = [...(isObject(paths) ? Object.values(paths) : [])];
  for (const group of groups) {
    for (const operation of isObject(group) ? Object.values(group) : []) {
      yield at(operation, 'x-amazon-apigateway-integration');
    }
  }
  const shared = at(body, 'components', 'x-amazon-apigateway-integrations');
  if (isObject(shared)) yield* Object.values(shared);
}

/** The Lambda authorizers of an OpenAPI definition, in either version of it; undefined for other security schemes. */
export function* authorizersIn(body: Value): Iterable<Value> {
  for (const schemes of [at(body, 'securityDefinitions'), at(body, 'components', 'securitySchemes')]) {
    for (const scheme of isObject(schemes) ? Object.values(schemes) : []) {
      yield at(scheme, 'x-amazon-apigateway-authorizer');
    }
  }
}
