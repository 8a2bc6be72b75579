import { defineSource } from './source';
import { invokedAmong, invokedBy } from '../lambda/invoked';
import { authorizersIn } from '../lambda/open-api';
import { syncPath } from '../lambda/sync';
import { at } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html',
};

/** A Lambda authorizer of a REST, HTTP or WebSocket API. */
export default defineSource({
  id: 'api-gateway-authorizer',
  title: 'Amazon API Gateway Lambda authorizer',
  links: [facts.link],
  claims: ['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'],
  * paths(app) {
    const because = 'the client is refused with a 5xx answer';
    for (const authorizer of app.ofType('AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer')) {
      const invoked = invokedBy(app, authorizer.properties.AuthorizerUri);
      if (invoked) yield { source: 'api-gateway-authorizer', kind: 'sync-authorizer', triggers: [authorizer], ...syncPath(invoked, because, facts.link) };
    }
    for (const api of app.ofType('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')) {
      for (const invoked of invokedAmong(app, [...authorizersIn(api.properties.Body)].map((authorizer) => at(authorizer, 'authorizerUri')))) {
        yield { source: 'api-gateway-authorizer', kind: 'sync-authorizer', triggers: [api], origin: api, ...syncPath(invoked, because, facts.link) };
      }
    }
  },
});
