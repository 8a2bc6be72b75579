import { shownArn, statement, writtenTo } from './written';
import { FailureGraph, Fault, Net, Rest } from '../../model/graph';
import { Resource, ResourceSet } from '../../model/resource';
import { show, Value } from '../../model/value';
import { anything } from '../iam/spelling';
import { roleMay } from '../permission';

/** What a writer needs for each kind of place; the part is what follows the ARN. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const needed: { readonly [kind in Net['rest']['kind']]?: readonly (readonly [action: string, part?: string])[] } = {
  'queue': [['sqs:SendMessage']],
  'topic': [['sns:Publish']],
  'function': [['lambda:InvokeFunction']],
  'bus': [['events:PutEvents']],
  'kafka-topic': [['kafka-cluster:WriteData']],
};

const grants: { readonly [kind in Net['rest']['kind']]?: string } = {
  queue: 'grantSendMessages', topic: 'grantPublish', function: 'grantInvoke', bus: 'grantPutEventsTo', bucket: 'grantReadWrite',
};

/** The role that writes has to be allowed to. */
export function* roleFaults(net: Net, { app }: FailureGraph): Iterable<Fault> {
  const { writer, rest } = net;
  if (writer.kind !== 'role' || app.target(writer.role).kind === 'none') return;
  let refused: { readonly action: string; readonly because: string } | undefined;
  let unsure: typeof refused;
  for (const [action, part] of actionsFor(net)) {
    const answer = roleMay(app, writer.role, action, writtenTo(app, net), part);
    if (answer.may === 'yes') continue;
    if (answer.may === 'no' && isDecisive(net, action)) {
      refused = { action, because: answer.because };
    } else {
      unsure ??= { action, because: answer.may === 'no' ? `AWS asks for it too, and ${answer.because}` : answer.because };
    }
  }
  const role = `the role ${roleName(app, writer.role)} of ${writer.of.label}`;
  if (refused) {
    const call = grant(rest, writer.of);
    yield { code: 'role', certain: true, what: `${role} may not call ${refused.action} on ${rest.text}: ${refused.because}`, fix: call === undefined ? `Add this statement to the role: ${needs(net)}.` : `${call} Or add this statement to the role: ${needs(net)}.`, fixInTemplate: `Add this statement to ${role}: ${needs(net)}.` };
  } else if (unsure) {
    yield { code: 'role', certain: false, what: `whether ${role} may call ${unsure.action} on ${rest.text} cannot be told: ${unsure.because}`, fix: `Verify that the role has this statement: ${needs(net)}.` };
  }
}

function actionsFor({ kind, rest, owner }: Net): readonly (readonly [action: string, part?: string])[] {
  if (rest.kind === 'bucket') {
    // Lambda's keys begin with this; IoT rules write wherever they are told to, and need nothing else.
    const folder = kind === 'error-action' ? '/' : kind === 'async-destination' ? '/aws/lambda/async/' : '/aws/lambda/';
    return [['s3:PutObject', folder + anything], ...(kind === 'error-action' ? [] : [['s3:ListBucket'] as const])];
  }
  // With a password or certificate the cluster has its own permissions, which are not those of the role.
  return rest.kind === 'kafka-topic' && (owner.properties.SelfManagedEventSource !== undefined || owner.properties.SourceAccessConfigurations !== undefined) ? [] : needed[rest.kind] ?? [];
}

/** Whether the write fails without it for certain. That Lambda lists buckets is documented, that it must is not. */
const isDecisive = ({ rest }: Net, action: string) => action !== 's3:ListBucket' && rest.kind !== 'kafka-topic';

function needs(net: Net): string {
  const arn = shownArn(net);
  if (net.rest.kind === 'kafka-topic') return statement({ Action: ['kafka-cluster:Connect', 'kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData', 'kafka-cluster:ReadData'], Resource: ['the cluster', 'the topic'] });
  const actions = actionsFor(net).map(([action]) => action);
  return statement({ Action: actions.length === 1 ? actions[0] : actions, Resource: net.rest.kind === 'bucket' ? [arn, `${arn}/*`] : arn });
}

function grant(rest: Rest, to: Resource): string | undefined {
  const method = grants[rest.kind];
  return rest.resource && method ? `Call ${method} of ${rest.text} with ${to.label}.` : undefined;
}

function roleName(app: ResourceSet, role: Value): string {
  const target = app.target(role);
  return target.kind === 'resource' ? target.resource.label : show(role);
}
