import { Net } from '../../model/graph';
import { Resource, ResourceSet } from '../../model/resource';
import { list, Pointer } from '../../model/value';
import { Json } from '../../read/file';
import { Draft } from '../draft';
import { Unmendable } from '../unmendable';

const writes: { readonly [kind in Net['rest']['kind']]?: string } = { queue: 'sqs:SendMessage', topic: 'sns:Publish', function: 'lambda:InvokeFunction', bus: 'events:PutEvents' };

/** Lets the writer of a net into its place: a role by its policies, a service by the policy of the queue. */
export function allow(draft: Draft, { writer, rest, owner }: Net, app: ResourceSet): void {
  const place = rest.resource;
  if (!place) throw new Unmendable(`${rest.text} is not part of this app`);
  if (place.stack.name !== owner.stack.name) throw new Unmendable(`${rest.text} is in another stack than ${owner.label}`);
  if (writer.kind === 'service') {
    if (rest.kind !== 'queue' || place.madeBy) throw new Unmendable(`${rest.text} is no queue of this template`);
    const policy = app.ofType('AWS::SQS::QueuePolicy').find(({ properties, stack, madeBy }) => !madeBy && stack.name === place.stack.name && names(properties.Queues, place));
    draft.allowService({ id: place.id, beside: place, policy }, writer.principal, writer.source, sourceOf(draft, writer.source));
  } else if (writer.kind === 'role') {
    if (place.madeBy) throw new Unmendable(`${rest.text} is made by SAM`);
    const at = { 'Fn::GetAtt': [place.id, 'Arn'] };
    const action = writes[rest.kind];
    const needed = rest.kind === 'bucket' ? { actions: ['s3:PutObject', 's3:ListBucket'], resource: [at, { 'Fn::Sub': `\${${place.id}.Arn}/*` }] }
      : action !== undefined ? { actions: [action], resource: rest.kind === 'topic' ? { Ref: place.id } : at } : undefined;
    if (!needed) throw new Unmendable(`what ${writer.of.label} needs for ${rest.text} is not only up to its role`);
    draft.depend(owner, draft.allowRole(writer.role, writer.of, `${writer.of.id}${place.id}Policy`, needed));
  }
}

const names = (values: unknown, { key }: Resource): boolean => list(values as never).some((value) => value instanceof Pointer && value.resource.key === key);

/** Rules act for themselves, subscriptions for their topic. */
function sourceOf(draft: Draft, source: Resource): Json {
  if (source.type === 'AWS::SNS::Topic') return { Ref: source.id };
  if (source.type !== 'AWS::SNS::Subscription') return { 'Fn::GetAtt': [source.id, 'Arn'] };
  const properties = draft.templates.properties(source);
  return source.madeBy ? properties.Topic : properties.TopicArn;
}
