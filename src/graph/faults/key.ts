import { sourceArn } from './policy';
import { statement } from './written';
import { resourceAt } from '../../lambda/resource-at';
import { FailureGraph, Fault, Net, Rest, Writer } from '../../model/graph';
import { Resource, ResourceSet } from '../../model/resource';
import { at, list, show, string, Value } from '../../model/value';
import { spell } from '../iam/spelling';
import { indexBy } from '../index-by';
import { Permission, roleMayUseKey, serviceMayUseKey } from '../permission';

/** The key that a place encrypts with: of the app, of somebody else, or AWS's own for that service. */
type Key =
  | { readonly kind: 'app'; readonly key: Resource }
  | { readonly kind: 'elsewhere'; readonly text: string }
  | { readonly kind: 'aws'; readonly text: string };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
export function* keyFaults({ rest, writer }: Net, { app }: FailureGraph): Iterable<Fault> {
  const key = rest.resource && keyOf(app, rest.resource);
  // SQS moves messages within itself, and encrypts for itself. A function without a role CloudFormation refuses.
  if (!key || writer.kind === 'sqs' || (writer.kind === 'role' && app.target(writer.role).kind === 'none')) return;
  const isService = writer.kind === 'service';
  if (key.kind === 'aws') {
    // Its policy, which cannot be changed, lets in who may use the queue within the account, but no service.
    if (isService) {
      yield {
        code: 'managed-key', certain: true, what: `${rest.text} is encrypted with ${key.text}, which ${writer.principal} cannot use`,
        fix: `Set encryption: sqs.QueueEncryption.SQS_MANAGED on ${rest.text}, or a key of your own whose policy lets ${writer.principal} use it.`,
        fixInTemplate: `Set SqsManagedSseEnabled: true on ${rest.text} instead of KmsMasterKeyId, or a key of your own whose policy lets ${writer.principal} use it.`,
      };
    }
    return;
  }
  const actions = rest.kind === 'bucket' ? ['kms:GenerateDataKey'] : ['kms:GenerateDataKey', 'kms:Decrypt'];
  const who = isService ? writer.principal : `the role of ${writer.of.label}`;
  const needed = (arn: string) => statement(isService ? { Principal: { Service: writer.principal }, Action: actions, Resource: '*' } : { Action: actions, Resource: arn });
  if (key.kind === 'elsewhere') {
    yield {
      code: 'key', certain: false, what: `whether ${who} may use the key ${key.text} of ${rest.text} cannot be told: it is not part of this app`,
      fix: `Verify that the policy of the key${isService ? '' : ' or the role'} has this statement: ${needed(key.text)}`,
    };
    return;
  }
  const { label: name, id } = key.key;
  const answers = actions.map((action) => mayUse(app, writer, rest, key.key, action));
  const worst = answers.find(({ may }) => may === 'no') ?? answers.find(({ may }) => may === 'unknown');
  if (!worst) return;
  const certain = worst.may === 'no';
  const lacking = needed(`\${${id}.Arn}`);
  yield {
    code: 'key', certain,
    what: certain ? `${rest.text} is encrypted with ${name}, which ${who} may not use: ${worst.because}` : `whether ${who} may use the key ${name} of ${rest.text} cannot be told: ${worst.because}`,
    fix: isService ? `${certain ? 'Add' : 'Verify'} this statement ${certain ? 'to' : 'in'} the policy of ${name}: ${lacking}`
      : certain ? `Call ${name}.grantEncryptDecrypt with ${writer.of.label}, or add this statement to the role: ${lacking}` : `Verify that the role has this statement: ${lacking}`,
    fixInTemplate: isService || !certain ? undefined : `Add this statement to ${who}: ${lacking}`,
  };
}

function mayUse(app: ResourceSet, writer: Exclude<Writer, { kind: 'sqs' }>, { kind }: Rest, key: Resource, action: string): Permission {
  const via = kind === 'bucket' ? 's3' : kind === 'topic' ? 'sns' : 'sqs';
  return writer.kind === 'service' ? serviceMayUseKey(app, writer.principal, sourceArn(app, writer.source), action, key, via) : roleMayUseKey(app, writer.role, action, key, via);
}

function keyOf(app: ResourceSet, resource: Resource): Key | undefined {
  const value = keyProperty(resource);
  if (value === undefined || value === null || value === '') return undefined;
  const managed = /(?:^|:)(alias\/aws\/\w+)$/.exec(show(value))?.[1];
  if (managed !== undefined) return { kind: 'aws', text: managed };
  const key = keyBehind(app, value, resource);
  return key ? { kind: 'app', key } : { kind: 'elsewhere', text: show(value) };
}

function keyProperty({ type, properties }: Resource): Value {
  if (type === 'AWS::SQS::Queue' || type === 'AWS::SNS::Topic') return properties.KmsMasterKeyId;
  const rule = list(at(properties.BucketEncryption, 'ServerSideEncryptionConfiguration')).map((item) => at(item, 'ServerSideEncryptionByDefault'))[0];
  return string(at(rule, 'SSEAlgorithm'))?.startsWith('aws:kms') ? at(rule, 'KMSMasterKeyID') : undefined;
}

const aliases = indexBy((app: ResourceSet) => app.ofType('AWS::KMS::Alias').map((alias) => [spell(app, alias.properties.AliasName), alias] as const));

/** The key of the app that a key id, ARN, alias or alias name leads to. A name is one of the account, so of several stacks that have it the own one comes first. */
function keyBehind(app: ResourceSet, value: Value, { stack }: Resource): Resource | undefined {
  const named = resourceAt(app, value);
  if (named?.type === 'AWS::KMS::Key') return named;
  const all = named ? [named] : aliases(app, spell(app, value).replace(/.*:(?=alias\/)/, ''));
  const alias = all.find((one) => one.stack === stack) ?? (all.length === 1 ? all[0] : undefined);
  const behind = alias && resourceAt(app, alias.properties.TargetKeyId);
  return behind?.type === 'AWS::KMS::Key' ? behind : undefined;
}
