import { Resource, ResourceSet } from '../../model/resource';
import { pieces, Pointer, string, Unknown, Value } from '../../model/value';

/**
 * ARNs as texts that can be compared before anything is deployed. What only deployment tells stays in the text as a
 * marked piece: `=key` for a name that CloudFormation makes up (the same key is the same name), `?reason` for what could
 * be anything. `${Region}`, `${AccountId}` and `${StackName}` are already written that way by the reader.
 */
const [start, end] = ['\uE000', '\uE001'];

const generated = (key: string) => `${start}=${key}${end}`;
const unknown = (reason: string) => `${start}?${reason}${end}`;

/** Something of which nothing is known, to be part of a text. */
export const anything = unknown('anything');

export const isUnknownPiece = (piece: string): boolean => piece.startsWith(`${start}?`);

/** How ARNs of a type are put together, and which attributes (`Ref` among them) give the ARN and the name in it. */
interface Shape {
  readonly service: string;
  readonly prefix?: string;
  /** Property with the name; without it CloudFormation makes one up. */
  readonly property?: string;
  readonly arn: readonly string[];
  readonly name: readonly string[];
  /** Buckets have neither Region nor account in their ARN, roles and policies no Region. */
  readonly without?: 'region' | 'both';
  /** An id that AWS makes up follows the name. */
  readonly withId?: true;
}

const shapes: { readonly [type: string]: Shape } = {
  'AWS::SQS::Queue': { service: 'sqs', property: 'QueueName', arn: ['Arn'], name: ['QueueName'] },
  'AWS::SNS::Topic': { service: 'sns', property: 'TopicName', arn: ['Ref', 'TopicArn'], name: ['TopicName'] },
  'AWS::Kinesis::Stream': { service: 'kinesis', prefix: 'stream/', property: 'Name', arn: ['Arn'], name: ['Ref'] },
  'AWS::DynamoDB::Table': { service: 'dynamodb', prefix: 'table/', property: 'TableName', arn: ['Arn'], name: ['Ref'] },
  'AWS::DynamoDB::GlobalTable': { service: 'dynamodb', prefix: 'table/', property: 'TableName', arn: ['Arn'], name: ['Ref'] },
  'AWS::S3::Bucket': { service: 's3', property: 'BucketName', arn: ['Arn'], name: ['Ref'], without: 'both' },
  'AWS::Lambda::Function': { service: 'lambda', prefix: 'function:', property: 'FunctionName', arn: ['Arn'], name: ['Ref'] },
  'AWS::Events::EventBus': { service: 'events', prefix: 'event-bus/', property: 'Name', arn: ['Arn'], name: ['Ref', 'Name'] },
  'AWS::Events::Rule': { service: 'events', prefix: 'rule/', property: 'Name', arn: ['Arn'], name: ['Ref'] },
  'AWS::KMS::Key': { service: 'kms', prefix: 'key/', arn: ['Arn'], name: ['Ref', 'KeyId'] },
  'AWS::MSK::Cluster': { service: 'kafka', prefix: 'cluster/', property: 'ClusterName', arn: ['Arn', 'Ref'], name: ['Name'], withId: true },
  'AWS::MSK::ServerlessCluster': { service: 'kafka', prefix: 'cluster/', property: 'ClusterName', arn: ['Arn', 'Ref'], name: ['Name'], withId: true },
  'AWS::IAM::Role': { service: 'iam', prefix: 'role/', property: 'RoleName', arn: ['Arn'], name: ['Ref'], without: 'region' },
  'AWS::IAM::ManagedPolicy': { service: 'iam', prefix: 'policy/', property: 'ManagedPolicyName', arn: ['Ref', 'PolicyArn'], name: [], without: 'region' },
};

/** Types whose attributes can stand for anything: their values come from code of others or from other templates. */
export const isOpaque = (type: string): boolean => !type.startsWith('AWS::') || /AWS::(CloudFormation|SSM|ServiceCatalog|SecretsManager)::/.test(type);

/** `within` has the keys of resources whose names are being put together: two that are named after each other CloudFormation would refuse. */
export function spell(app: ResourceSet, value: Value, within: readonly string[] = []): string {
  // Most of them: names of actions and services.
  if (typeof value === 'string' && !value.startsWith('arn:') && !value.includes('${')) return value;
  const parts = pieces(value);
  if (parts.length === 0) return unknown('not a text');
  return parts.map((part) => (part instanceof Unknown ? unknown(part.reason) : part instanceof Pointer ? spellPointer(app, part, within) : part)).join('')
    // The three partitions are worlds apart: whoever writes one of them means the one deployed to.
    .replace(/^arn:(aws[a-z-]*|\*):/, 'arn:${Partition}:').replaceAll('${URLSuffix}', 'amazonaws.com');
}

function spellPointer(app: ResourceSet, { resource: { key, id, type }, attribute }: Pointer, within: readonly string[]): string {
  const resource = app.byKey(key)!;
  const shape = shapes[type];
  if (isOpaque(type)) return unknown(`${id}.${attribute} is known at deployment only`);
  if (within.includes(key)) return unknown(`the name of ${id} refers to itself`);
  if (shape?.name.includes(attribute)) return nameOf(app, resource, [...within, key]);
  return spellArn(app, resource, attribute, [...within, key]) ?? generated(`${key}.${attribute}`);
}

/** The ARN of a resource, or undefined when it is not known how to put it together. */
export function spellArn(app: ResourceSet, resource: Resource, attribute?: string, within: readonly string[] = []): string | undefined {
  if (resource.type === 'AWS::Lambda::Alias' || resource.type === 'AWS::Lambda::Version') return spellQualified(app, resource, within, attribute);
  const shape = shapes[resource.type];
  if (!shape || (attribute !== undefined && !shape.arn.includes(attribute))) return undefined;
  const region = shape.without ? '' : resource.stack.region ?? '${Region}';
  const account = shape.without === 'both' ? '' : resource.stack.account ?? '${AccountId}';
  return `arn:\${Partition}:${shape.service}:${region}:${account}:${shape.prefix ?? ''}${folderOf(app, resource, within)}${nameOf(app, resource, within)}`;
}

/** `FunctionName` and `Qualifier` are what its ARN gives where it is split. */
function spellQualified(app: ResourceSet, resource: Resource, within: readonly string[], attribute = 'Ref'): string | undefined {
  if (!['Ref', 'AliasArn', 'FunctionArn', 'FunctionName', 'Qualifier'].includes(attribute)) return undefined;
  const fn = app.target(resource.properties.FunctionName);
  const around = [...within, resource.key];
  const arn = (fn.kind === 'resource' && !around.includes(fn.resource.key) ? spellArn(app, fn.resource, undefined, around) : undefined) ?? spell(app, resource.properties.FunctionName, around);
  if (attribute === 'FunctionName') return arn.split(':').pop();
  const own = resource.type === 'AWS::Lambda::Alias' ? spell(app, resource.properties.Name, around) : generated(`${resource.key}.Version`);
  return attribute === 'Qualifier' ? own : `${arn}:${own}`;
}

/** Roles have a path before their name, rules of a custom bus its name. */
function folderOf(app: ResourceSet, { type, properties }: Resource, within: readonly string[]): string {
  if (type === 'AWS::IAM::Role' || type === 'AWS::IAM::ManagedPolicy') return (string(properties.Path) ?? '').slice(1);
  if (properties.EventBusName === undefined) return '';
  const bus = spell(app, properties.EventBusName, within).split('event-bus/').pop()!;
  return bus === 'default' ? '' : `${bus}/`;
}

function nameOf(app: ResourceSet, resource: Resource, within: readonly string[]): string {
  const property = shapes[resource.type].property;
  const given = property === undefined ? undefined : resource.properties[property];
  const own = generated(resource.key);
  if (given !== undefined) return shapes[resource.type].withId ? `${spell(app, given, within)}/${own}` : spell(app, given, within);
  // Names that CloudFormation makes up begin with the names of stack and resource; key ids do not.
  return property === undefined ? own : `\${StackName}-${resource.id}-${own}`;
}
