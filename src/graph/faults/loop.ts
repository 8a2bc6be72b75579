import { functionsBehind } from './behind';
import { asyncSettings } from '../../lambda/async';
import { invokedBy } from '../../lambda/invoked';
import { redriveOf } from '../../lambda/queue';
import { FailureGraph, Fault, Net } from '../../model/graph';
import { Resource } from '../../model/resource';
import { isUnknown } from '../../model/value';
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
function* destinationLoop(net: Net, first: Resource, graph: FailureGraph): Iterable<Fault> {
  const way = [first];
  let kept = asyncSettings(graph.app, first).deadLetter !== undefined;
  for (let fn = functionOf(graph, net); fn; fn = onFailureOf(graph, fn)) {
    if (fn === first) {
      const last = way[way.length - 1];
      const what = way.length === 1 ? `${first.label} is its own on-failure destination` : `${[...way, first].map(({ label }) => label).join(' → ')} is a circle of on-failure destinations`;
      yield { code: 'destination-loop', certain: !kept, what, fix: `Set onFailure: new SqsDestination(queue) on ${last.label}.`, fixInTemplate: `Set DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }, a queue, on the AWS::Lambda::EventInvokeConfig of ${last.label}.` };
      return;
    }
    if (way.includes(fn)) return;
    way.push(fn);
    kept ||= asyncSettings(graph.app, fn).deadLetter !== undefined;
  }
}

function functionOf({ app }: FailureGraph, { rest }: Net): Resource | undefined {
  if (rest.resource === undefined) return undefined;
  if (rest.resource.type === 'AWS::Lambda::Function') return rest.resource;
  return invokedBy(app, rest.resource.properties.FunctionName)?.fn;
}

function onFailureOf(graph: FailureGraph, fn: Resource): Resource | undefined {
  const nets = asyncSettings(graph.app, fn).configs.flatMap(({ onFailure }) => onFailure ?? []);
  // Several qualifiers, several ways: which one is taken is not known here.
  return nets.length === 1 ? functionOf(graph, nets[0]) : undefined;
}
