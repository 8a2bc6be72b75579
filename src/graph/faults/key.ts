import { sourceArn } from './policy';
import { statement } from './written';
import { FailureGraph, Fault, Net } from '../../model/graph';
import { memoized } from '../../model/memoized';
import { Resource, ResourceSet } from '../../model/resource';
import { at, list, show, string, Value } from '../../model/value';
import { spell } from '../iam/spelling';
import { Permission, roleMayUseKey, serviceMayUseKey } from '../permission';

/** The key that a place encrypts with: of the app, of somebody else, or AWS's own for that service. */
type Key =
  | { readonly kind: 'app'; readonly key: Resource }
  | { readonly kind: 'elsewhere'; readonly text: string }
  | { readonly kind: 'aws'; readonly text: string };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
export function* keyFaults(net: Net, { app }: FailureGraph): Iterable<Fault> {
  const { rest, writer } = net;
  const key = rest.resource && keyOf(app, rest.resource);
  // SQS moves messages within itself, and encrypts for itself.
  if (!key || writer.kind === 'sqs') return;
  const principal = writer.kind === 'service' ? writer.principal : undefined;
  if (key.kind === 'aws') {
    // Its policy, which cannot be changed, lets in who may use the queue within the account, but no service.
    if (principal) {
      yield {
        code: 'managed-key', certain: true, what: `${rest.text} is encrypted with ${key.text}, which ${principal} cannot use`,
        fix: `Set encryption: sqs.QueueEncryption.SQS_MANAGED on ${rest.text}, or a key of your own whose policy lets ${principal} use it.`,
        fixInTemplate: `Set SqsManagedSseEnabled: true on ${rest.text} instead of KmsMasterKeyId, or a key of your own whose policy lets ${principal} use it.`,
      };
    }
    return;
  }
  const actions = rest.kind === 'bucket' ? ['kms:GenerateDataKey'] : ['kms:GenerateDataKey', 'kms:Decrypt'];
  const name = key.kind === 'app' ? key.key.label : key.text;
  const who = principal ?? (writer.kind === 'role' ? `the role of ${writer.of.label}` : '');
  const needed = statement({ ...(principal ? { Principal: { Service: principal } } : {}), Action: actions, Resource: principal ? '*' : key.kind === 'app' ? `\${${key.key.id}.Arn}` : key.text });
  const answers = key.kind === 'app' ? actions.map((action) => mayUse(app, net, key.key, action)) : [];
  const worst = answers.find(({ may }) => may === 'no') ?? answers.find(({ may }) => may === 'unknown');
  if (key.kind === 'elsewhere') {
    yield { code: 'key', certain: false, what: `whether ${who} may use the key ${name} of ${rest.text} cannot be told: it is not part of this app`, fix: `Verify that the policy of the key${principal ? '' : ' or the role'} has this statement: ${needed}` };
  } else if (worst) {
    const certain = worst.may === 'no';
    yield {
      code: 'key', certain,
      what: certain ? `${rest.text} is encrypted with ${name}, which ${who} may not use: ${worst.because}` : `whether ${who} may use the key ${name} of ${rest.text} cannot be told: ${worst.because}`,
      fix: principal ? `${certain ? 'Add' : 'Verify'} this statement ${certain ? 'to' : 'in'} the policy of ${name}: ${needed}`
        : certain ? `Call ${name}.grantEncryptDecrypt with ${writer.kind === 'role' ? writer.of.label : 'the role'}, or add this statement to the role: ${needed}` : `Verify that the role has this statement: ${needed}`,
      fixInTemplate: principal || !certain ? undefined : `Add this statement to ${who}: ${needed}`,
    };
  }
}

function mayUse(app: ResourceSet, { writer, rest }: Net, key: Resource, action: string): Permission {
  const via = rest.kind === 'bucket' ? 's3' : rest.kind === 'topic' ? 'sns' : 'sqs';
  if (writer.kind === 'service') return serviceMayUseKey(app, writer.principal, sourceArn(app, writer.source), action, key, via);
  if (writer.kind === 'role' && writer.role !== undefined) return roleMayUseKey(app, writer.role, action, key, via);
  return { may: 'yes', because: '' };
}

function keyOf(app: ResourceSet, resource: Resource): Key | undefined {
  const value = keyProperty(resource);
  if (value === undefined || value === null || value === '') return undefined;
  const text = string(value);
  if (text !== undefined && /(^|:)alias\/aws\/\w+$/.test(text)) return { kind: 'aws', text: text.slice(text.indexOf('alias/')) };
  const key = keyBehind(app, value);
  return key ? { kind: 'app', key } : { kind: 'elsewhere', text: show(value) };
}

function keyProperty({ type, properties }: Resource): Value {
  if (type === 'AWS::SQS::Queue') return properties.KmsMasterKeyId;
  if (type === 'AWS::SNS::Topic') return properties.KmsMasterKeyId;
  if (type !== 'AWS::S3::Bucket') return undefined;
  const rule = list(at(properties.BucketEncryption, 'ServerSideEncryptionConfiguration')).map((item) => at(item, 'ServerSideEncryptionByDefault'))[0];
  return /^aws:kms/.test(string(at(rule, 'SSEAlgorithm')) ?? '') ? at(rule, 'KMSMasterKeyID') : undefined;
}

const aliases = memoized((app: ResourceSet) => new Map(app.ofType('AWS::KMS::Alias').map((alias) => [spell(app, alias.properties.AliasName), alias])));

/** The key of the app that a key id, ARN, alias or alias name leads to. */
function keyBehind(app: ResourceSet, value: Value): Resource | undefined {
  const target = app.target(value);
  if (target.kind === 'resource' && target.resource.type === 'AWS::KMS::Key') return target.resource;
  const alias = target.kind === 'resource' && target.resource.type === 'AWS::KMS::Alias' ? target.resource : aliases(app).get(spell(app, value).replace(/^arn:.*:(?=alias\/)/, ''));
  const behind = alias && app.target(alias.properties.TargetKeyId);
  return behind?.kind === 'resource' && behind.resource.type === 'AWS::KMS::Key' ? behind.resource : undefined;
}
