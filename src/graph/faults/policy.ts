import { arnOf, shownArn, statement, writtenTo } from './written';
import { FailureGraph, Fault, Net } from '../../model/graph';
import { Resource, ResourceSet } from '../../model/resource';
import { show, Value } from '../../model/value';
import { spell, spellArn } from '../iam/spelling';
import { serviceMay } from '../permission';

/** Services have no role: the policy of the queue must let them in. */
export function* policyFaults(net: Net, { app }: FailureGraph): Iterable<Fault> {
  const { writer, rest } = net;
  if (writer.kind !== 'service' || rest.kind !== 'queue' && !(rest.kind === 'other' && !rest.resource)) return;
  const answer = serviceMay(app, writer.principal, sourceArn(app, writer.source), 'sqs:SendMessage', writtenTo(app, net));
  if (answer.may === 'yes') return;
  const needed = statement({
    Principal: { Service: writer.principal }, Action: 'sqs:SendMessage', Resource: shownArn(net), Condition: { ArnEquals: { 'aws:SourceArn': shownSource(writer.source) } },
  });
  yield answer.may === 'no'
    ? { code: 'policy', certain: true, what: `${rest.text} does not let ${writer.principal} send messages for ${writer.source.label}: ${answer.because}`, fix: `Add this statement to the policy of ${rest.text}: ${needed}` }
    : { code: 'policy', certain: false, what: `whether ${rest.text} lets ${writer.principal} send messages for ${writer.source.label} cannot be told: ${answer.because}`, fix: `Verify that the policy of that queue has this statement: ${needed}` };
}

/** Rules act for themselves; subscriptions act for their topic, which may be outside of the app. */
const actor = (source: Resource): Resource | Value => (source.type === 'AWS::SNS::Subscription' ? source.properties.TopicArn : source);

export function sourceArn(app: ResourceSet, source: Resource): string {
  const who = actor(source);
  return who === source ? spellArn(app, source) ?? source.key : spell(app, who as Value);
}

function shownSource(source: Resource): string {
  const who = actor(source);
  return who === source ? arnOf(source) : show(who as Value);
}
