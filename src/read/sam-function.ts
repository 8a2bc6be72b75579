import { isJsonObject, Json, JsonObject } from './file';
import { arn, Expansion, given, isIntrinsic, mapOf, pick, ref, withGlobals } from './sam';
import { expandEvent } from './sam-events';
import { Role } from './sam-role';

/** Properties of `AWS::Serverless::Function` that are the same in `AWS::Lambda::Function`. */
const passed = new Set(['FunctionName', 'Description', 'Handler', 'Runtime', 'Timeout', 'MemorySize', 'VpcConfig', 'Environment', 'ReservedConcurrentExecutions', 'KmsKeyArn', 'Layers',
  'Architectures', 'PackageType', 'FileSystemConfigs', 'EphemeralStorage', 'SnapStart', 'RecursiveLoop', 'DurableConfig', 'TenancyConfig', 'CapacityProviderConfig', 'ImageConfig', 'LoggingConfig']);

/** What the events of one function are wired to. */
export interface SamFunction {
  readonly id: string;
  readonly resource: JsonObject;
  /** The alias, where SAM publishes one, otherwise the function: `Ref` of it. */
  readonly invoked: Json;
  readonly invokedArn: Json;
  readonly role: Role;
}

export function expandFunction(expansion: Expansion, id: string, resource: JsonObject): void {
  const properties = withGlobals(expansion.template, 'Function', resource.Properties);
  const role = new Role(expansion, id, resource, properties);
  const deadLetter = mapOf(properties.DeadLetterQueue);
  if (deadLetter.TargetArn !== undefined) role.allow(deadLetter.Type === 'SNS' ? 'sns:Publish' : 'sqs:SendMessage', deadLetter.TargetArn);
  if (properties.VpcConfig !== undefined) role.manage('service-role/AWSLambdaVPCAccessExecutionRole');

  const alias = publish(expansion, id, resource, properties);
  const fn: SamFunction = { id, resource, role, invoked: ref(alias ?? id), invokedArn: alias ? ref(alias) : arn(id) };
  configureAsync(expansion, fn, properties, alias);
  if (isJsonObject(properties.FunctionUrlConfig)) {
    expansion.add(`${id}Url`, 'AWS::Lambda::Url', given({ TargetFunctionArn: fn.invoked, AuthType: properties.FunctionUrlConfig.AuthType, InvokeMode: properties.FunctionUrlConfig.InvokeMode }), fn);
  }
  for (const [name, event] of Object.entries(mapOf(properties.Events))) {
    if (isJsonObject(event) && typeof event.Type === 'string') expandEvent(expansion, fn, name, event.Type, isIntrinsic(event.Properties) ? {} : mapOf(event.Properties));
    else expansion.remark(id, `the event ${name} was left out: it has no type`);
  }

  const own = pick(properties, (name) => passed.has(name));
  const { InlineCode: inline, CodeUri: uri } = properties;
  if (inline !== undefined) own.Code = { ZipFile: inline };
  else if (typeof uri === 'string') own.Code = uri;
  if (deadLetter.TargetArn !== undefined) own.DeadLetterConfig = { TargetArn: deadLetter.TargetArn };
  expansion.resources[id] = { ...resource, Type: 'AWS::Lambda::Function', Properties: { ...own, Role: role.finish() } };
}

/** The version and the alias that `AutoPublishAlias` makes; all events then go to the alias. */
function publish(expansion: Expansion, id: string, resource: JsonObject, properties: JsonObject): string | undefined {
  const name = properties.AutoPublishAlias;
  if (name === undefined || name === null || name === '') return undefined;
  const version = expansion.add(`${id}Version`, 'AWS::Lambda::Version', { FunctionName: ref(id) }, { id, resource });
  // The logical id has the name in it where that is known; a reference gives its parameter's default.
  const known = typeof name === 'string' ? name : parameterDefault(expansion, name);
  const alias = `${id}Alias${(known ?? '').replace(/[^A-Za-z0-9]/g, '')}`;
  expansion.add(alias, 'AWS::Lambda::Alias', { FunctionName: ref(id), FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] }, Name: name }, { id, resource });
  expansion.names.set(`${id}.Version`, version).set(`${id}.Alias`, alias);
  const hooks = mapOf(mapOf(properties.DeploymentPreference).Hooks);
  if (Object.keys(hooks).length > 0) {
    (expansion.resources[alias] as JsonObject).UpdatePolicy = {
      CodeDeployLambdaAliasUpdate: given({ BeforeAllowTrafficHook: hooks.PreTraffic, AfterAllowTrafficHook: hooks.PostTraffic }),
    };
  }
  return alias;
}

function parameterDefault(expansion: Expansion, value: Json): string | undefined {
  const name = isJsonObject(value) ? value.Ref : undefined;
  const fallback = typeof name === 'string' ? mapOf(mapOf(expansion.template.Parameters)[name]).Default : undefined;
  return typeof fallback === 'string' ? fallback : undefined;
}

const writes: { readonly [type: string]: string } = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish', Lambda: 'lambda:InvokeFunction', EventBridge: 'events:PutEvents' };

function configureAsync(expansion: Expansion, fn: SamFunction, properties: JsonObject, alias: string | undefined): void {
  const config = properties.EventInvokeConfig;
  if (!isJsonObject(config)) return;
  const { id, resource } = fn;
  const configId = `${id}EventInvokeConfig`;
  const destinations: JsonObject = {};
  for (const [on, value] of Object.entries(mapOf(config.DestinationConfig))) {
    if (!isJsonObject(value)) continue;
    const destination = madeBySam(value.Destination, () => {
      if (value.Type !== 'SQS' && value.Type !== 'SNS') return undefined;
      const kind = value.Type === 'SQS' ? 'Queue' : 'Topic';
      const made = expansion.add(`${configId}${on}${kind}`, `AWS::${value.Type}::${kind}`, {}, { id, resource });
      expansion.names.set(`${id}.Destination${kind}`, made);
      return kind === 'Queue' ? arn(made) : ref(made);
    });
    if (destination === undefined) continue;
    if (value.Type === 'S3Bucket') fn.role.allowBucket(destination);
    else if (typeof value.Type === 'string' && Object.hasOwn(writes, value.Type)) fn.role.allow(writes[value.Type], destination);
    destinations[on] = { Destination: destination };
  }
  expansion.add(configId, 'AWS::Lambda::EventInvokeConfig', given({
    FunctionName: ref(id), Qualifier: alias ? (expansion.find(alias)!.Properties as JsonObject).Name : '$LATEST',
    MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds, MaximumRetryAttempts: config.MaximumRetryAttempts,
    DestinationConfig: Object.keys(destinations).length > 0 ? destinations : undefined,
  }), { id, resource });
}

/** A queue or topic that nobody named is made by SAM, also where a condition leaves the name out. */
function madeBySam(named: Json | undefined, make: () => Json | undefined): Json | undefined {
  if (named === undefined) return make();
  const choice = isJsonObject(named) ? named['Fn::If'] : undefined;
  if (!Array.isArray(choice) || choice.length !== 3) return named;
  return { 'Fn::If': choice.map((branch, index) => (index > 0 && isJsonObject(branch) && branch.Ref === 'AWS::NoValue' ? make() ?? branch : branch)) };
}
