import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { Invoked, invokedBy } from '../lambda/invoked';
import { integrationsIn } from '../lambda/open-api';
import { syncPath } from '../lambda/sync';
import { at, isObject, show, Value } from '../model/value';

export const facts = {
  /** Milliseconds; more only by quota and only for regional and private APIs. */
  timeout: 29_000,
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html',
  async: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html',
};

/** A REST API: methods, or operations of an OpenAPI definition. The header `X-Amz-Invocation-Type: Event` makes it asynchronous. */
export default defineSource({
  id: 'api-gateway-rest',
  title: 'Amazon API Gateway REST API',
  links: [facts.link, facts.async],
  claims: ['AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi'],
  * paths(app) {
    for (const method of app.ofType('AWS::ApiGateway::Method')) {
      const invoked = invokedBy(app, at(method.properties.Integration, 'Uri'));
      const api = app.target(method.properties.RestApiId);
      const origin = api.kind === 'resource' ? api.resource : undefined;
      if (invoked) yield { ...integrated(app, invoked, method.properties.Integration, [method, ...(origin ? [origin] : [])]), origin };
    }
    for (const api of app.ofType('AWS::ApiGateway::RestApi')) {
      const called = new Map<string, { invoked: Invoked; integration: Value }>();
      for (const integration of integrationsIn(api.properties.Body)) {
        const invoked = invokedBy(app, at(integration, 'uri'));
        if (invoked) called.set(`${invoked.fn.key}|${invoked.qualifier.key}|${isEvent(integration)}`, { invoked, integration });
      }
      for (const { invoked, integration } of called.values()) yield { ...integrated(app, invoked, integration, [api]), origin: api };
    }
  },
});

function integrated(app: ResourceSet, invoked: Invoked, integration: Value, triggers: readonly Resource[]) {
  if (isEvent(integration)) return { source: 'api-gateway-rest', kind: 'async-direct', triggers, ...asyncPath(app, invoked) };
  return { source: 'api-gateway-rest', kind: 'sync-apigw', triggers, ...syncPath(invoked, 'the client gets a 5xx answer; API Gateway does not retry', facts.link) };
}

function isEvent(integration: Value): boolean {
  const headers = at(integration, 'RequestParameters') ?? at(integration, 'requestParameters');
  if (!isObject(headers)) return false;
  return Object.entries(headers).some(([name, value]) => /^integration\.request\.header\.x-amz-invocation-type$/i.test(name) && show(value) === "'Event'");
}
