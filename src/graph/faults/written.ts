import { fromJson } from '../../lambda/json';
import { Net } from '../../model/graph';
import { Resource, ResourceSet } from '../../model/resource';
import { at, Value } from '../../model/value';
import { spell, spellArn } from '../iam/spelling';
import { Written } from '../permission';

/** The value by which the owner of a net names the place. */
export function namedBy({ owner, property }: Net): Value {
  const [first, ...rest] = property.split('.');
  return at(fromJson(owner.properties[first]), ...rest);
}

/** The place of a net as policies see it: its ARN, also where the net gives a name or URL. */
export function writtenTo(app: ResourceSet, net: Net): Written {
  const text = spell(app, namedBy(net));
  const { resource } = net.rest;
  if (text.startsWith('arn:')) return { arn: text, resource };
  if (resource) return { arn: spellArn(app, resource) ?? text, resource };
  const url = /https:\/\/sqs\.([^./]+)\.[^/]+\/([^/]+)\/(.+)/.exec(text);
  if (url) return { arn: `arn:\${Partition}:sqs:${url[1]}:${url[2]}:${url[3]}` };
  if (net.rest.kind === 'kafka-topic') return { arn: topicArn(spell(app, net.owner.properties.EventSourceArn), text) };
  return { arn: net.rest.kind === 'bucket' ? `arn:\${Partition}:s3:::${text}` : text };
}

/** Topics of MSK have the ARN of their cluster with another word in it: https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html */
function topicArn(cluster: string, topic: string): string {
  // What is split off something unknown is spelled like the whole, in policies too.
  const before = cluster.includes(':cluster/') ? cluster.replace(':cluster/', ':topic/') : `${cluster}:topic/${cluster}`;
  return `${before}/${topic.slice('kafka://'.length)}`;
}

/** The ARN of the place for people, to put into a policy. */
export function shownArn({ rest }: Pick<Net, 'rest'>): string {
  return rest.resource ? arnOf(rest.resource) : rest.text;
}

/** `${Dlq.Arn}`, the way a template names it. */
export function arnOf({ id, type }: Resource): string {
  return type === 'AWS::SNS::Topic' || type === 'AWS::Lambda::Alias' || type === 'AWS::Lambda::Version' ? `\${${id}}` : `\${${id}.Arn}`;
}

/** A statement to paste into a policy. */
export const statement = (fields: { readonly [name: string]: unknown }): string => JSON.stringify({ Effect: 'Allow', ...fields });
