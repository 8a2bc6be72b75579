import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { Invoked, invokedBy } from '../lambda/invoked';
import { integrationsIn } from '../lambda/open-api';
import { resourceAt } from '../lambda/resource-at';
import { seconds, syncPath } from '../lambda/sync';
import { at, isObject, number, show, string, Unknown, Value } from '../model/value';

export const facts = {
  /** Milliseconds; more only by quota and only for regional and private APIs. */
  timeout: 29_000,
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html',
  async: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html',
  streaming: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html',
};

/**
 * A REST API: methods, or operations of an OpenAPI definition. The header `X-Amz-Invocation-Type: Event` makes it
 * asynchronous; taken over from the request, it lets the client decide.
 */
export default defineSource({
  id: 'api-gateway-rest',
  title: 'Amazon API Gateway REST API',
  links: [facts.link, facts.async, facts.streaming],
  claims: ['AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi'],
  * paths(app) {
    for (const method of app.ofType('AWS::ApiGateway::Method')) {
      const invoked = invokedBy(app, at(method.properties.Integration, 'Uri'));
      const origin = resourceAt(app, method.properties.RestApiId);
      if (!invoked) continue;
      const triggers = [method, ...(origin ? [origin] : [])];
      for (const async of ways(method.properties.Integration)) yield { ...integrated(app, invoked, method.properties.Integration, async, triggers), origin };
    }
    for (const api of app.ofType('AWS::ApiGateway::RestApi')) {
      const called = new Map<string, { invoked: Invoked; integration: Value; async: boolean }>();
      for (const integration of integrationsIn(api.properties.Body)) {
        const invoked = invokedBy(app, at(integration, 'uri'));
        if (!invoked) continue;
        for (const async of ways(integration)) called.set(`${invoked.fn.key}|${invoked.qualifier.key}|${async}`, { invoked, integration, async });
      }
      for (const { invoked, integration, async } of called.values()) yield { ...integrated(app, invoked, integration, async, [api]), origin: api };
    }
  },
});

function integrated(app: ResourceSet, invoked: Invoked, integration: Value, async: boolean, triggers: readonly Resource[]) {
  if (async) return { source: 'api-gateway-rest', kind: 'async-direct', triggers, ...asyncPath(app, invoked) };
  return { source: 'api-gateway-rest', kind: 'sync-apigw', triggers, ...syncPath(invoked, 'the client gets a 5xx answer; API Gateway does not retry', facts.link, timeout(integration)) };
}

/** Seconds. A response that is streamed may take 15 minutes, and what holds when no timeout is set is not documented. */
function timeout(integration: Value): number | Unknown | undefined {
  const set = at(integration, 'TimeoutInMillis') ?? at(integration, 'timeoutInMillis');
  const mode = at(integration, 'ResponseTransferMode') ?? at(integration, 'responseTransferMode');
  return set === undefined && mode !== undefined && string(mode) !== 'BUFFERED' ? undefined : seconds(number(set, facts.timeout));
}

/** Whether the integration calls asynchronously: one answer, or both where a header of the request decides. */
function ways(integration: Value): readonly boolean[] {
  const headers = at(integration, 'RequestParameters') ?? at(integration, 'requestParameters');
  if (!isObject(headers)) return [false];
  const text = show(Object.entries(headers).find(([name]) => /\.header\.x-amz-invocation-type$/i.test(name))?.[1]);
  return text.startsWith('method.request.') ? [false, true] : [text === "'Event'"];
}
