import { configId } from './cloudformation';
import { bare, Fn, Key, Net, Qualifier, Queue, Sketch, Way } from './sketch';
import { Path } from '../../src/model/graph';

/** The same app with one net more, or one less. */
export interface Change {
  /** Such as `a dead-letter queue for F1`. */
  readonly what: string;
  readonly sketch: Sketch;
  /** Which end of a path the net is for, if it is for one of that path. */
  readonly isFor: (path: Path) => 'outcome' | 'delivery' | undefined;
  /** Of a net that is taken away: the logical id of what had it. */
  readonly owner?: string;
}

/** A place that nothing else uses: a standard queue that keeps messages for long, with an alarm. */
const place = 'Q9';

const sound: Queue = { retention: 1_209_600, watched: true };

const withPlace = (sketch: Sketch, queue: Queue = sound): Sketch => ({ ...sketch, queues: { ...sketch.queues, [place]: queue } });

/** Every other place is encrypted with a key that may be used by what writes there; SQS needs none for what it moves itself. */
const encrypted = (changes: readonly Change[], key: Key): Change[] => changes.map((change, index) => {
  const its = change.sketch.queues[place];
  return its && index % 2 === 0 ? { ...change, what: `${change.what}, encrypted`, sketch: withPlace(change.sketch, { ...its, key }) } : change;
});

const withFn = (sketch: Sketch, id: string, change: Partial<Fn>): Sketch => ({ ...sketch, functions: { ...sketch.functions, [id]: { ...sketch.functions[id], ...change } } });

const withWay = (sketch: Sketch, id: string, name: string, way: Way): Sketch => withFn(sketch, id, { ways: { ...sketch.functions[id].ways, [name]: way } });

const forNothing = () => undefined;

/** What a pipe that does not wait has read is delivered once the function has it. */
const fromSource = ({ source, mode }: Path) => (source === 'pipe' && mode === 'async' ? 'delivery' : 'outcome');

const forQueue = (id: string): Change['isFor'] => (path) => (path.origin?.id === id && path.polling ? fromSource(path) : undefined);

/** CloudFormation and CodePipeline wait for the answer themselves. */
const waiting = new Set(['custom-resource', 'codepipeline']);

const forEvents = (id: string, to?: Qualifier): Change['isFor'] => ({ fn, mode, kind, qualifier }) => {
  const its = qualifier.resource?.type === 'AWS::Lambda::Version' ? 'version' : qualifier.key === '$LATEST' ? 'latest' : qualifier.key;
  return fn.id === id && mode === 'async' && !waiting.has(kind) && (to === undefined || its === to) ? 'outcome' : undefined;
};

const forWay = (id: string, way: Way, target = 0): Change['isFor'] => (path) => (path.triggers[0]?.id !== id || path.isOneOfSeveral && path.targetId !== `Target${target}` ? undefined : way.by === 'pipe' ? fromSource(path) : 'onFailure' in way ? 'outcome' : 'delivery');

const asynchronous = new Set<Way['by']>(['sns', 'rule', 'schedule', 's3', 'logs', 'iot', 'config']);
const isAsync = (way: Way) => asynchronous.has(way.by) || way.by === 'pipe' && way.forgets || (way.by === 'task' || way.by === 'appsync') && way.event || way.by === 'ses' && !way.waits;

/** One correct net more: of the right kind, at the right place, which may be written to. */
export function additions(sketch: Sketch): Change[] {
  return [
    ...Object.entries(sketch.queues).flatMap(([id, queue]) => [...encrypted(redrives(sketch, id, queue), 'closed'), ...queue.watched ? [] : [{ what: `an alarm on ${id}`, isFor: forNothing, sketch: { ...sketch, queues: { ...sketch.queues, [id]: { ...queue, watched: true as const } } } }]]),
    // The role of the others may not write anywhere, so a net for them alone would not be a correct one.
    ...Object.entries(sketch.functions).flatMap(([id, fn]) => [...fn.role === 'bare' ? [] : encrypted(behind(sketch, id, fn), 'account'), ...encrypted(before(sketch, id, fn), 'open')]),
  ];
}

function redrives(sketch: Sketch, id: string, queue: Queue): Change[] {
  const isPolled = Object.values(sketch.functions).some(({ ways }) => Object.values(ways).some((way) => 'queue' in way && way.queue === id));
  if (!isPolled || queue.redrive) return [];
  // The source has to keep a message for as long as its receives take.
  const { retention, ...others } = queue;
  const long = retention !== undefined && retention <= 5 * (queue.visibility ?? 30) ? {} : { retention };
  const made = { ...sound, fifo: queue.fifo };
  return [{ what: `a redrive policy for ${id}`, isFor: forQueue(id), sketch: withPlace({ ...sketch, queues: { ...sketch.queues, [id]: { ...others, ...long, redrive: place, receives: 5 } } }, made) }];
}

/** For what the function fails on. */
function behind(sketch: Sketch, id: string, fn: Fn): Change[] {
  return Object.entries(fn.ways).flatMap(([name, way]): Change[] => {
    const changes: Change[] = [];
    // What names no tenant is refused before any net.
    if (isAsync(way) && !fn.tenants) {
      if (!fn.dlq) changes.push({ what: `a dead-letter queue for ${id}`, isFor: forEvents(id), sketch: withPlace(withFn(sketch, id, { dlq: place })) });
      // A durable function has no destinations; one for what invokes in production only is idle elsewhere, as a rule says.
      if (!fn.durable && !way.prod && !fn.async[way.to]?.onFailure) changes.push({ what: `a destination for ${way.to} of ${id}`, isFor: forEvents(id, way.to), sketch: withPlace(withFn(sketch, id, { async: { ...fn.async, [way.to]: { ...fn.async[way.to], onFailure: place } } })) });
    }
    if ((way.by === 'kinesis' || way.by === 'dynamodb' || way.by === 'kafka' || way.by === 'msk') && !way.onFailure) {
      for (const to of [place, 'B9']) {
        const its: Way = { ...way, ...ending(way), onFailure: to };
        changes.push({ what: `${to} as destination of ${id}${name}`, isFor: forWay(`${id}${name}`, its), sketch: withPlace(withWay(sketch, id, name, its)) });
      }
    }
    return changes;
  });
}

/** A destination is reached only where retries end. */
const ending = ({ retries, age }: { readonly retries?: number; readonly age?: number }) => (retries === undefined && age === undefined ? { retries: 5, age: 3600 } : {});

/** For what the source cannot hand over. */
function before(sketch: Sketch, id: string, { ways }: Fn): Change[] {
  return Object.entries(ways).flatMap(([name, way]): Change[] => {
    const change = (its: Way, target = 0) => [{ what: `a queue for ${id}${name}${target > 0 ? ', second target' : ''}`, isFor: forWay(`${id}${name}`, its, target), sketch: withPlace(withWay(sketch, id, name, its)) }];
    switch (way.by) {
      case 'rule': return [...way.dlq ? [] : change({ ...way, dlq: place }), ...!way.second || way.second.dlq ? [] : change({ ...way, second: { dlq: place } }, 1)];
      case 'sns': case 'schedule': return way.dlq ? [] : change({ ...way, dlq: place });
      case 'iot': return way.errorAction ? [] : change({ ...way, errorAction: place });
      case 'pipe': return way.dlq || way.queue ? [] : change({ ...way, ...ending(way), dlq: place });
      default: return [];
    }
  });
}

/** A net more that nothing falls into: it belongs to another hand-over, or to what is not invoked. */
export function idle(sketch: Sketch): Change[] {
  return Object.entries(sketch.functions).flatMap(([id, fn]): Change[] => {
    const ways = Object.entries(fn.ways);
    // A function that takes failed events is invoked too.
    const takes = Object.values(sketch.functions).some(({ async }) => Object.values(async).some(({ onFailure }) => onFailure && bare(onFailure) === id));
    const asyncTo = new Set<Qualifier>([...ways.filter(([, way]) => isAsync(way)).map(([, { to }]) => to), ...takes ? ['latest' as const] : []]);
    const qualifiers: readonly Qualifier[] = fn.published ? ['latest', 'live', 'version'] : ['latest'];
    return ways.length === 0 ? [] : [
      ...asyncTo.size > 0 || fn.dlq ? [] : [{ what: `a dead-letter queue that ${id} does not use`, isFor: forNothing, sketch: withPlace(withFn(sketch, id, { dlq: place })) }],
      ...qualifiers.filter((to) => !asyncTo.has(to) && !fn.async[to]?.onFailure).map((to) => ({
        what: `a destination for ${to} of ${id}, which nothing invokes asynchronously`, isFor: forNothing, sketch: withPlace(withFn(sketch, id, { async: { ...fn.async, [to]: { ...fn.async[to], onFailure: place } } })),
      })),
      // Of Kafka a destination is what ends them.
      ...ways.flatMap(([name, way]): Change[] => ((way.by === 'kinesis' || way.by === 'dynamodb') && !way.onFailure && way.retries === undefined && way.age === undefined
        ? [{ what: `a destination of ${id}${name}, whose retries do not end`, isFor: forNothing, sketch: withPlace(withWay(sketch, id, name, { ...way, onFailure: place })) }] : [])),
    ];
  });
}

/** One net less. Nets that are functions are left in: theirs may be the only way to where events rest. */
export function removals(sketch: Sketch): Change[] {
  const isPlace = (net: Net | undefined): net is Net => net !== undefined && !bare(net).startsWith('F');
  return [
    ...Object.entries(sketch.queues).flatMap(([id, { redrive, ...others }]) => (redrive ? [{ what: `no redrive policy for ${id}`, isFor: forQueue(id), owner: id, sketch: { ...sketch, queues: { ...sketch.queues, [id]: others } } }] : [])),
    ...Object.entries(sketch.functions).flatMap(([id, fn]): Change[] => [
      ...fn.dlq ? [{ what: `no dead-letter queue for ${id}`, isFor: forEvents(id), owner: id, sketch: withFn(sketch, id, { dlq: undefined }) }] : [],
      ...(Object.keys(fn.async) as (keyof Fn['async'])[]).flatMap((to) => (isPlace(fn.async[to]!.onFailure) ? [{
        what: `no destination for ${to} of ${id}`, isFor: forEvents(id, to), owner: configId(id, fn, to),
        sketch: withFn(sketch, id, { async: { ...fn.async, [to]: { ...fn.async[to], onFailure: undefined } } }),
      }] : [])),
      ...Object.entries(fn.ways).flatMap(([name, way]): Change[] => {
        const without = (its: Way, target = 0) => [{ what: `no net for ${id}${name}${target > 0 ? ', second target' : ''}`, isFor: forWay(`${id}${name}`, way, target), owner: `${id}${name}`, sketch: withWay(sketch, id, name, its) }];
        if ('onFailure' in way && way.onFailure) return without({ ...way, onFailure: undefined });
        if ('errorAction' in way && way.errorAction) return without({ ...way, errorAction: undefined });
        return [...'dlq' in way && way.dlq ? without({ ...way, dlq: undefined }) : [], ...'second' in way && way.second?.dlq ? without({ ...way, second: {} }, 1) : []];
      }),
    ]),
  ];
}
