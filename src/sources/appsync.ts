import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list, show, string, Value } from '../model/value';

export const facts = {
  /** Seconds for the whole request. */
  timeout: 30,
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html',
  authorizer: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
};

/** A Lambda data source or authorizer of AppSync. Resolvers, and handlers of event APIs, can call a data source asynchronously. */
export default defineSource({
  id: 'appsync',
  title: 'AWS AppSync',
  links: [facts.link, facts.authorizer],
  claims: ['AWS::AppSync::DataSource', 'AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration', 'AWS::AppSync::GraphQLApi', 'AWS::AppSync::Api', 'AWS::AppSync::ChannelNamespace'],
  * paths(app) {
    for (const source of app.ofType('AWS::AppSync::DataSource')) {
      const invoked = invokedBy(app, at(source.properties.LambdaConfig, 'LambdaFunctionArn'));
      if (!invoked) continue;
      const callers = [...callersOf(app, source)];
      const later = callers.filter(({ async }) => async).map(({ resource }) => resource);
      if (later.length > 0) yield { source: 'appsync', kind: 'async-direct', triggers: [source, ...new Set(later)], ...asyncPath(app, invoked) };
      if (later.length < callers.length || callers.length === 0) yield { source: 'appsync', kind: 'sync-appsync', triggers: [source], ...syncPath(invoked, 'the client gets an error in the answer', facts.link, facts.timeout) };
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

/** The resolvers, functions and handlers that call a data source, and which of them do not wait for it. */
function* callersOf(app: ResourceSet, source: Resource): Iterable<{ readonly resource: Resource; readonly async: boolean }> {
  const isMeant = (name: Value, caller: Resource) => {
    const [target, own, its] = [app.target(name), app.target(source.properties.ApiId), app.target(caller.properties.ApiId)];
    if (target.kind === 'resource') return target.resource.key === source.key;
    // A name is unique within its API only.
    const elsewhere = own.kind === 'resource' && its.kind === 'resource' && own.resource.key !== its.resource.key;
    return !elsewhere && string(name) !== undefined && string(name) === string(source.properties.Name);
  };
  for (const resource of app.ofType('AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration')) {
    const { DataSourceName, Code, RequestMappingTemplate } = resource.properties;
    if (isMeant(DataSourceName, resource)) yield { resource, async: asksForEvent(Code) || asksForEvent(RequestMappingTemplate) };
  }
  for (const resource of app.ofType('AWS::AppSync::ChannelNamespace')) {
    const { HandlerConfigs, CodeHandlers } = resource.properties;
    for (const integration of ['OnPublish', 'OnSubscribe'].map((on) => at(HandlerConfigs, on, 'Integration'))) {
      if (isMeant(at(integration, 'DataSourceName'), resource)) yield { resource, async: string(at(integration, 'LambdaConfig', 'InvokeType')) === 'EVENT' || asksForEvent(CodeHandlers) };
    }
  }
}

/** What the request says, be it JavaScript or a template. */
const asksForEvent = (code: Value) => /invocationType["']?\s*:\s*["']Event["']/.test(show(code));
