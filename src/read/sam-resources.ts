import { dirname, join } from 'node:path';
import { readText } from './disk';
import { BadInput, isJsonObject, Json, JsonObject, parseFile } from './file';
import { Expansion, given, mapOf, ref, withGlobals } from './sam';
import { invocationUri } from './sam-events';

export function expandSimpleTable(expansion: Expansion, id: string, resource: JsonObject): void {
  const properties = withGlobals(expansion.template, 'SimpleTable', resource.Properties);
  expansion.resources[id] = { ...resource, Type: 'AWS::DynamoDB::Table', Properties: given({ TableName: properties.TableName }) };
}

/** An API, with the functions that its definition names; those that events add come with the functions. */
export function expandApi(expansion: Expansion, id: string, resource: JsonObject): void {
  const http = resource.Type === 'AWS::Serverless::HttpApi';
  const properties = withGlobals(expansion.template, http ? 'HttpApi' : 'Api', resource.Properties);
  const body = included(expansion, id, properties.DefinitionBody) ?? fileOf(expansion, id, properties.DefinitionUri);
  expansion.resources[id] = { ...resource, Type: http ? 'AWS::ApiGatewayV2::Api' : 'AWS::ApiGateway::RestApi', Properties: given({ Name: properties.Name, Body: body }) };
  for (const [name, authorizer] of Object.entries(mapOf(mapOf(properties.Auth).Authorizers))) {
    const functionArn = mapOf(authorizer).FunctionArn;
    if (functionArn === undefined) continue;
    const common = { Name: name, AuthorizerUri: invocationUri(functionArn) };
    if (http) expansion.add(`${id}${name}Authorizer`, 'AWS::ApiGatewayV2::Authorizer', { ...common, ApiId: ref(id), AuthorizerType: 'REQUEST' }, { id, resource });
    else expansion.add(`${id}${name}Authorizer`, 'AWS::ApiGateway::Authorizer', { ...common, RestApiId: ref(id), Type: mapOf(authorizer).FunctionPayloadType ?? 'TOKEN' }, { id, resource });
  }
}

export function expandWebSocketApi(expansion: Expansion, id: string, resource: JsonObject): void {
  const properties = withGlobals(expansion.template, 'WebSocketApi', resource.Properties);
  expansion.resources[id] = { ...resource, Type: 'AWS::ApiGatewayV2::Api', Properties: given({ Name: properties.Name, ProtocolType: 'WEBSOCKET' }) };
  for (const [name, route] of Object.entries(mapOf(properties.Routes))) {
    const functionArn = mapOf(route).FunctionArn;
    if (functionArn === undefined) continue;
    const integration = { ApiId: ref(id), IntegrationType: 'AWS_PROXY', IntegrationUri: invocationUri(functionArn) };
    expansion.add(`${id}${name.replace(/[^A-Za-z0-9]/g, '')}Integration`, 'AWS::ApiGatewayV2::Integration', integration, { id, resource, label: `${id}/${name}` });
  }
  const { AuthArn: functionArn } = mapOf(properties.Auth);
  if (functionArn !== undefined) {
    expansion.add(`${id}Authorizer`, 'AWS::ApiGatewayV2::Authorizer', { ApiId: ref(id), Name: `${id}Authorizer`, AuthorizerType: 'REQUEST', AuthorizerUri: invocationUri(functionArn) }, { id, resource });
  }
}

export function expandGraphQl(expansion: Expansion, id: string, resource: JsonObject): void {
  const properties = mapOf(resource.Properties);
  const auth = mapOf(properties.Auth);
  const providers = [auth, ...(Array.isArray(auth.Additional) ? auth.Additional.map(mapOf) : [])].filter((provider) => provider.Type === 'AWS_LAMBDA');
  const uris = providers.map((provider) => mapOf(provider.LambdaAuthorizer).AuthorizerUri).filter((uri) => uri !== undefined);
  const [first, ...more] = uris.map((uri): JsonObject => ({ AuthorizerUri: uri }));
  expansion.resources[id] = {
    ...resource, Type: 'AWS::AppSync::GraphQLApi',
    Properties: given({
      Name: properties.Name ?? id, LambdaAuthorizerConfig: first,
      AdditionalAuthenticationProviders: more.length > 0 ? more.map((config) => ({ AuthenticationType: 'AWS_LAMBDA', LambdaAuthorizerConfig: config })) : undefined,
    }),
  };
  for (const [name, source] of Object.entries(mapOf(mapOf(properties.DataSources).Lambda))) {
    const functionArn = mapOf(source).FunctionArn;
    if (functionArn !== undefined) expansion.add(`${id}${name}`, 'AWS::AppSync::DataSource', { ApiId: ref(id), Name: name, Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: functionArn } }, { id, resource });
  }
  for (const [name, step] of Object.entries(mapOf(properties.Functions))) {
    const { DataSource: source, InlineCode: inline, CodeUri: uri } = mapOf(step);
    // The code says whether the step waits for the function.
    const code = inline ?? fileOf(expansion, id, uri, readText);
    expansion.add(`${id}${name}`, 'AWS::AppSync::FunctionConfiguration', given({ ApiId: ref(id), Name: name, DataSourceName: source, Code: code }), { id, resource, label: `${id}/${name}` });
  }
}

export function expandStateMachine(expansion: Expansion, id: string, resource: JsonObject): void {
  const properties = withGlobals(expansion.template, 'StateMachine', resource.Properties);
  const definition = included(expansion, id, properties.Definition) ?? fileOf(expansion, id, properties.DefinitionUri);
  const substitutions = mapOf(properties.DefinitionSubstitutions);
  expansion.resources[id] = {
    ...resource, Type: 'AWS::StepFunctions::StateMachine',
    Properties: given({
      StateMachineName: properties.Name, StateMachineType: properties.Type, RoleArn: properties.Role,
      ...(definition === undefined ? { DefinitionSubstitutions: properties.DefinitionSubstitutions } : { Definition: substitute(definition, substitutions) }),
    }),
  };
}

/** `${Name}` in a definition is the value given for it; alone it stays the reference that it is. */
function substitute(node: Json, values: JsonObject): Json {
  if (Array.isArray(node)) return node.map((item) => substitute(item, values));
  if (isJsonObject(node)) return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, substitute(inner, values)]));
  if (typeof node !== 'string' || !node.includes('${')) return node;
  const alone = /^\$\{([^}]+)\}$/.exec(node);
  if (alone && Object.hasOwn(values, alone[1])) return values[alone[1]];
  const used = Object.fromEntries([...node.matchAll(/\$\{([^}]+)\}/g)].filter(([, name]) => Object.hasOwn(values, name)).map(([, name]) => [name, values[name]]));
  return Object.keys(used).length === 0 ? node : { 'Fn::Sub': [node, used] };
}

const definitionIn = (file: string): Json => parseFile(file, readText(file)).content;

/** A definition in the template, or the file beside it that CloudFormation puts into its place: `sam package` and `aws cloudformation package` take such a file along. */
function included(expansion: Expansion, id: string, definition: Json | undefined): Json | undefined {
  if (!isJsonObject(definition) || Object.keys(definition).length > 1) return definition;
  const { Name: name, Parameters: parameters } = mapOf(definition['Fn::Transform']);
  if (name !== 'AWS::Include') return definition;
  return fileOf(expansion, id, mapOf(parameters).Location) ?? definition;
}

/** What is in a file beside the template, by default a definition; what is elsewhere is not known. */
function fileOf(expansion: Expansion, id: string, uri: Json | undefined, read = definitionIn): Json | undefined {
  if (typeof uri !== 'string' || uri.includes('://')) return undefined;
  const file = join(dirname(expansion.file), uri);
  if (!expansion.folder.holds(file)) {
    if (!expansion.folder.names(file) || expansion.folder.isLeft(file)) expansion.remark(id, `${uri} is outside of ${expansion.folder.path} and was not read`);
    return undefined;
  }
  try {
    return read(file);
  } catch (error) {
    if (!(error instanceof BadInput) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    expansion.remark(id, `its definition cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

