import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list, string } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html',
  authorizer: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
};

/** A Lambda data source or authorizer of AppSync, and the direct handlers of event APIs, which may be asynchronous. */
export default defineSource({
  id: 'appsync',
  title: 'AWS AppSync',
  links: [facts.link, facts.authorizer],
  claims: ['AWS::AppSync::DataSource', 'AWS::AppSync::GraphQLApi', 'AWS::AppSync::Api', 'AWS::AppSync::ChannelNamespace'],
  * paths(app) {
    for (const source of app.ofType('AWS::AppSync::DataSource')) {
      const invoked = invokedBy(app, at(source.properties.LambdaConfig, 'LambdaFunctionArn'));
      if (!invoked) continue;
      const handled = app.ofType('AWS::AppSync::ChannelNamespace').filter((namespace) => handlers(namespace.properties.HandlerConfigs).some(({ dataSource, async }) => async && dataSource === string(source.properties.Name)));
      if (handled.length > 0) yield { source: 'appsync', kind: 'async-direct', triggers: [source, ...handled], ...asyncPath(app, invoked) };
      else yield { source: 'appsync', kind: 'sync-appsync', triggers: [source], ...syncPath(invoked, 'the client gets an error in the GraphQL answer', facts.link) };
    }
    for (const api of app.ofType('AWS::AppSync::GraphQLApi', 'AWS::AppSync::Api')) {
      const providers = [api.properties, ...list(api.properties.AdditionalAuthenticationProviders), ...list(at(api.properties.EventConfig, 'AuthProviders'))];
      for (const provider of providers) {
        const invoked = invokedBy(app, at(provider, 'LambdaAuthorizerConfig', 'AuthorizerUri'));
        if (invoked) yield { source: 'appsync', kind: 'sync-authorizer', triggers: [api], origin: api, ...syncPath(invoked, 'the client is refused', facts.authorizer) };
      }
    }
  },
});

function handlers(config: Parameters<typeof at>[0]) {
  return ['OnPublish', 'OnSubscribe'].map((on) => at(config, on, 'Integration')).map((integration) => ({
    dataSource: string(at(integration, 'DataSourceName')), async: string(at(integration, 'LambdaConfig', 'InvokeType')) === 'EVENT',
  }));
}
