import { callOf } from './call';
import { Invoked, invokedAmong, invokedBy } from './invoked';
import { fromJson } from './json';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet } from '../model/resource';
import { at, isObject, list, pieces, Text, Value } from '../model/value';

/** A task of a state machine that calls a function. */
export interface LambdaTask {
  readonly name: string;
  readonly invoked: Invoked;
  /** The task ends when Lambda has queued the event, and never sees the function's error. */
  readonly async: boolean;
  /** The task waits until somebody hands back its token. */
  readonly waitsForToken: boolean;
  /** It, or a `Parallel` or `Map` around it, catches errors. */
  readonly caught: boolean;
  /** A `Parallel` or `Map` around it tries again, and it with that. */
  readonly retriedAround: boolean;
  /** The state as it is written, for its `Retry`, `Catch` and timeouts. */
  readonly state: Value;
}

/** All tasks that call functions of the app, also inside of `Parallel` and `Map` states. */
export const lambdaTasks = (app: ResourceSet, machine: Resource): readonly LambdaTask[] => tasksOf(machine, app);

const tasksOf = memoized((machine: Resource, app: ResourceSet) => [...tasksIn(app, definitionOf(machine))]);

export const definitionOf = memoized(({ properties: { Definition, DefinitionString, DefinitionSubstitutions } }: Resource): Value => (
  substituted(fromJson(Definition ?? DefinitionString), DefinitionSubstitutions)
));

/** The functions that `DefinitionSubstitutions` hands into a definition. */
export function handedIn(app: ResourceSet, machine: Resource): readonly Invoked[] {
  const { DefinitionSubstitutions: values } = machine.properties;
  return invokedAmong(app, isObject(values) ? Object.values(values) : []);
}

/** `${Name}` is filled in at deployment, with what `DefinitionSubstitutions` says. */
function substituted(node: Value, values: Value): Value {
  if (!isObject(values)) return node;
  if (Array.isArray(node)) return node.map((item: Value) => substituted(item, values));
  if (isObject(node)) return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, substituted(inner, values)]));
  if (typeof node !== 'string') return node;
  const parts = node.split(/\$\{([^}]+)\}/).flatMap((piece, index) => (index % 2 === 0 ? [piece] : pieces(values[piece] ?? `\${${piece}}`))).filter((piece) => piece !== '');
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return parts.length === 1 ? parts[0] : new Text(parts);
}

function* tasksIn(app: ResourceSet, definition: Value, caughtAround = false, retriedAround = false): Iterable<LambdaTask> {
  const states = at(definition, 'States');
  for (const [name, state] of isObject(states) ? Object.entries(states) : []) {
    const caught = caughtAround || at(state, 'Catch') !== undefined;
    const task = taskOf(app, name, state);
    if (task) yield { ...task, caught, retriedAround };
    const retried = retriedAround || at(state, 'Retry') !== undefined;
    for (const branch of list(at(state, 'Branches'))) yield* tasksIn(app, branch, caught, retried);
    for (const inner of ['Iterator', 'ItemProcessor']) yield* tasksIn(app, at(state, inner), caught, retried);
  }
}

function taskOf(app: ResourceSet, name: string, state: Value): Omit<LambdaTask, 'caught' | 'retriedAround'> | undefined {
  const resource = at(state, 'Resource');
  const service = serviceOf(resource);
  if (service === undefined) {
    const invoked = invokedBy(app, resource);
    return invoked && { name, invoked, async: false, waitsForToken: false, state };
  }
  if (!/:(lambda|aws-sdk:lambda):invoke/i.test(service)) return undefined;
  // JSONPath writes `FunctionName` under Parameters, JSONata under Arguments.
  const call = callOf(app, at(state, 'Parameters') ?? at(state, 'Arguments'));
  return call && { name, invoked: call.invoked, async: call.async || /:invokeAsync/i.test(service), waitsForToken: service.endsWith('.waitForTaskToken'), state };
}

/** `arn:aws:states:::lambda:invoke` and its like, whatever the partition is called. */
function serviceOf(resource: Value): string | undefined {
  const text = pieces(resource).map((part) => (typeof part === 'string' ? part : '*')).join('');
  return /^arn:[^:]*:states:[^:]*:[^:]*:/.test(text) ? text : undefined;
}
