import { functionsBehind } from './behind';
import { AsyncConfig, asyncConfig, asyncSettings } from '../../lambda/async';
import { Invoked, invokedBy, sameQualifier } from '../../lambda/invoked';
import { redriveOf } from '../../lambda/queue';
import { FailureGraph, Fault, Net } from '../../model/graph';
import { Resource, ResourceSet } from '../../model/resource';
import { at, isUnknown } from '../../model/value';
import { setNet } from '../net-lines';
import { pathsThrough } from '../through';

/** A net that leads back to where the event came from. */
export function* loopFaults(net: Net, graph: FailureGraph): Iterable<Fault> {
  if (net.kind === 'redrive') yield* redriveLoop(net, graph);
  if (net.kind === 'async-destination' && net.rest.kind === 'function' && net.writer.kind === 'role') yield* destinationLoop(net, net.writer.of, graph);
  else yield* consumerLoop(net, graph);
}

function* redriveLoop(net: Net, graph: FailureGraph): Iterable<Fault> {
  const seen: Resource[] = [net.owner];
  for (let queue = net.rest.resource; queue?.type === 'AWS::SQS::Queue'; queue = nextQueue(graph, queue)) {
    if (queue === net.owner) {
      const way = seen.length === 1 ? `${net.owner.label} is its own dead-letter queue` : `${[...seen, net.owner].map(({ label }) => label).join(' → ')} is a circle of redrive policies`;
      yield { code: 'redrive-loop', certain: true, what: way, ...setNet(net, 'with a queue of its own that has no redrive policy') };
      return;
    }
    if (seen.includes(queue)) return;
    seen.push(queue);
  }
}

function nextQueue(graph: FailureGraph, queue: Resource): Resource | undefined {
  const { net } = redriveOf(graph.app, queue);
  return net && !isUnknown(net) ? net.rest.resource : undefined;
}

/** What falls into the net invokes the function that failed, and nothing ends that. */
function* consumerLoop(net: Net, graph: FailureGraph): Iterable<Fault> {
  if (!net.rest.resource) return;
  const behind = functionsBehind(graph, net.rest.resource);
  for (const fn of new Set(pathsThrough(graph, net).map((path) => path.fn))) {
    if (!behind.has(fn.key) || endsElsewhere(graph, net.rest.resource, fn)) continue;
    yield {
      // The function may treat what comes back differently; only its code tells.
      code: 'consumer-loop', certain: false, fn, what: `${fn.label} is also invoked by what falls into ${net.rest.text}, where its own failed events go`,
      ...net.rest.kind === 'queue' ? { fix: `Read ${net.rest.text} with another function, or move its messages back by hand.` } : setNet(net, 'with a queue that nothing reads by itself'),
    };
  }
}

/** A second queue behind the first one ends the circle, unless it leads back too. */
function endsElsewhere(graph: FailureGraph, resource: Resource, fn: Resource): boolean {
  const { net } = redriveOf(graph.app, resource);
  if (net === undefined) return false;
  return isUnknown(net) || !net.rest.resource || !functionsBehind(graph, net.rest.resource).has(fn.key);
}

/** Functions that hand their failures to each other: nothing keeps them. */
function* destinationLoop(net: Net, first: Resource, { app }: FailureGraph): Iterable<Fault> {
  const start = asyncSettings(app, first).configs.find(({ resource }) => resource === net.owner)!;
  const way: Invoked[] = [{ fn: first, qualifier: start.qualifier }];
  let kept = asyncSettings(app, first).deadLetter !== undefined;
  for (let next = destinationOf(app, start); next; next = destinationOf(app, asyncConfig(asyncSettings(app, next.fn).configs, next.qualifier).config)) {
    const before = way.findIndex((one) => isSame(one, next!));
    if (before > 0) return;
    if (before === 0) {
      const last = way[way.length - 1].fn;
      const what = way.length === 1 ? `${first.label} is its own on-failure destination` : `${[...way, way[0]].map(({ fn }) => fn.label).join(' → ')} is a circle of on-failure destinations`;
      yield { code: 'destination-loop', certain: !kept, what, fix: `Set onFailure: new SqsDestination(queue) on ${last.label}.`, fixInTemplate: `Set DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }, a queue, on the AWS::Lambda::EventInvokeConfig of ${last.label}.` };
      return;
    }
    way.push(next);
    kept ||= asyncSettings(app, next.fn).deadLetter !== undefined;
  }
}

const isSame = (one: Invoked, other: Invoked): boolean => one.fn === other.fn && sameQualifier(one.qualifier, other.qualifier) === true;

function destinationOf(app: ResourceSet, config: AsyncConfig | undefined): Invoked | undefined {
  return config && invokedBy(app, at(config.resource.properties.DestinationConfig, 'OnFailure', 'Destination'));
}
