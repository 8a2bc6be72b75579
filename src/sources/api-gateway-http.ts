import { defineSource } from './source';
import { invokedAmong, invokedBy } from '../lambda/invoked';
import { integrationsIn } from '../lambda/open-api';
import { resourceAt } from '../lambda/resource-at';
import { seconds, syncPath } from '../lambda/sync';
import { at, number } from '../model/value';

export const facts = {
  /** Milliseconds; also the most that can be set. */
  timeout: { http: 30_000, webSocket: 29_000 },
  timeoutLink: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-integration.html',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
};

/** An HTTP or WebSocket API: integrations, quick create, or operations of an OpenAPI definition. */
export default defineSource({
  id: 'api-gateway-http',
  title: 'Amazon API Gateway HTTP and WebSocket APIs',
  links: [facts.link, facts.timeoutLink],
  claims: ['AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Api'],
  * paths(app) {
    const because = 'the client gets a 5xx answer or an error message; API Gateway does not retry';
    for (const integration of app.ofType('AWS::ApiGatewayV2::Integration')) {
      const invoked = invokedBy(app, integration.properties.IntegrationUri);
      if (!invoked) continue;
      const origin = resourceAt(app, integration.properties.ApiId);
      const fallback = origin?.properties.ProtocolType === 'WEBSOCKET' ? facts.timeout.webSocket : facts.timeout.http;
      yield {
        source: 'api-gateway-http', kind: 'sync-apigw', triggers: [integration, ...(origin ? [origin] : [])], origin,
        ...syncPath(invoked, because, facts.link, seconds(number(integration.properties.TimeoutInMillis, fallback))),
      };
    }
    for (const api of app.ofType('AWS::ApiGatewayV2::Api')) {
      for (const invoked of invokedAmong(app, [api.properties.Target, ...[...integrationsIn(api.properties.Body)].map((integration) => at(integration, 'uri'))])) {
        yield { source: 'api-gateway-http', kind: 'sync-apigw', triggers: [api], origin: api, ...syncPath(invoked, because, facts.link) };
      }
    }
  },
});
