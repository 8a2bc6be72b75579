import { Policy, readPolicy } from './statement';
import { fromJson } from '../../lambda/json';
import { memoized } from '../../model/memoized';
import { Resource, ResourceSet } from '../../model/resource';
import { list, Value } from '../../model/value';

/** Where a policy of a resource stands, and which property names the resource. */
const attachments: { readonly [type: string]: string } = {
  'AWS::SQS::QueuePolicy': 'Queues', 'AWS::SQS::QueueInlinePolicy': 'Queue',
  'AWS::SNS::TopicPolicy': 'Topics', 'AWS::SNS::TopicInlinePolicy': 'TopicArn',
  'AWS::S3::BucketPolicy': 'Bucket', 'AWS::Lambda::ResourcePolicy': 'ResourceArn',
};

interface Index {
  /** By key of the resource, or by its name when it is not part of the app. */
  readonly byResource: ReadonlyMap<string, readonly Policy[]>;
  /** Policies of which it is not known what they are for. */
  readonly loose: readonly Policy[];
}

/** The policies that say who may use a queue, topic, bucket, bus, function or key. */
export function policiesFor(app: ResourceSet, resource: Resource | undefined, text: string): readonly Policy[] {
  const { byResource, loose } = indexOf(app);
  const own = byResource.get(resource?.key ?? nameIn(text)) ?? [];
  // Nothing was said about this one, and about something unknown something was.
  return own.length === 0 && loose.length > 0 ? [{ statements: [], unknown: 'a policy of the app is for something that cannot be told' }] : own;
}

/** The policy of a key; the default one lets the account decide. */
export function keyPolicy(app: ResourceSet, key: Resource): Policy {
  return readPolicy(app, key.properties.KeyPolicy ?? {
    Statement: [{ Effect: 'Allow', Principal: { AWS: '${AccountId}' }, Action: 'kms:*', Resource: '*' }],
  });
}

const indexOf = memoized((app: ResourceSet): Index => {
  const byResource = new Map<string, Policy[]>();
  const loose: Policy[] = [];
  const attach = (named: Value, policy: Policy) => {
    const target = app.target(named);
    if (target.kind === 'none') return;
    if (target.kind === 'unknown') return void loose.push(policy);
    const key = target.kind === 'resource' ? target.resource.key : nameIn(target.text);
    const before = byResource.get(key);
    if (before) before.push(policy);
    else byResource.set(key, [policy]);
  };
  for (const [type, property] of Object.entries(attachments)) {
    for (const { properties } of app.ofType(type)) {
      const policy = readPolicy(app, properties.PolicyDocument);
      for (const named of list(properties[property])) attach(named, policy);
    }
  }
  for (const { properties } of app.ofType('AWS::Events::EventBusPolicy')) {
    const { Statement, Action, Principal, Condition, EventBusName } = properties;
    attach(EventBusName ?? 'default', readPolicy(app, { Statement: fromJson(Statement) ?? { Effect: 'Allow', Action, Principal: { AWS: Principal }, Condition } }));
  }
  for (const { properties } of app.ofType('AWS::Lambda::Permission')) {
    // Only roles are asked about here, and no role has the name of a service.
    attach(properties.FunctionName, readPolicy(app, { Statement: { Effect: 'Allow', Action: properties.Action, Principal: { AWS: properties.Principal } } }));
  }
  return { byResource, loose };
});

/** The last part of an ARN, URL or name. */
const nameIn = (text: string) => text.split(/[:/]/).pop()!;
