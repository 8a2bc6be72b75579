import { isJsonObject, Json, JsonObject, plainText } from '../read/file';
import { RawApp } from '../read/raw';

/** Why CloudFormation would refuse a template, and the resources that it is about. */
export interface Obstacle {
  readonly file: string;
  readonly ids: readonly string[];
  readonly because: string;
}

interface Reference {
  readonly to: string;
  /** Conditions that hold where it stands. */
  readonly when: readonly string[];
}

/** References in a circle, and such to what is not always there: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html */
export function obstaclesIn({ stacks }: RawApp): Obstacle[] {
  return stacks.flatMap(({ info: { template: file }, template }) => {
    const resources = new Map(Object.entries(isJsonObject(template.Resources) ? template.Resources : {}).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])));
    const references = new Map([...resources].map(([id, { DependsOn: on, Properties: properties }]) => (
      [id, [...waits(on), ...referencesIn(properties)].filter(({ to }) => resources.has(to))]
    )));
    const circle = circleIn(references);
    return [
      ...circle ? [{ file, ids: circle, because: `${[...circle, circle[0]].join(' → ')} would wait for each other` }] : [],
      ...[...references].flatMap(([id, its]) => its.flatMap(({ to, when }): Obstacle[] => {
        const { Condition: condition } = resources.get(to)!;
        if (condition === undefined || condition === resources.get(id)!.Condition || when.includes(plainText(condition))) return [];
        return [{ file, ids: [id, to], because: `${id} would need ${to}, which is only there with the condition ${plainText(condition)}` }];
      })),
    ];
  });
}

const waits = (on: Json | undefined): Reference[] => (on === undefined || on === null ? [] : [on].flat().map((id) => ({ to: plainText(id), when: [] })));

function referencesIn(value: Json | undefined, when: readonly string[] = []): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, when));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): Reference[] => {
    switch (key) {
      case 'Ref': return [{ to: plainText(inner), when }];
      case 'Fn::GetAtt': return [{ to: plainText(Array.isArray(inner) ? inner[0] : inner).split('.')[0], when }, ...Array.isArray(inner) ? referencesIn(inner.slice(1), when) : []];
      case 'Fn::Sub': {
        const [text, own] = [inner].flat();
        return [...[...plainText(text).matchAll(/\$\{([^!.}]+)[^}]*\}/g)].map(([, to]) => ({ to: to.trim(), when })).filter(({ to }) => !(isJsonObject(own) && Object.hasOwn(own, to))), ...referencesIn(own, when)];
      }
      case 'Fn::If': return Array.isArray(inner) ? [...referencesIn(inner[1], [...when, plainText(inner[0])]), ...referencesIn(inner.slice(2), when)] : [];
      default: return referencesIn(inner, when);
    }
  });
}

/** A way from a resource back to itself. */
function circleIn(references: ReadonlyMap<string, readonly Reference[]>): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const way: string[] = [];
  const visit = (id: string): string[] | undefined => {
    if (state.get(id) === 'done') return undefined;
    if (state.get(id) === 'open') return way.slice(way.indexOf(id));
    state.set(id, 'open');
    way.push(id);
    for (const { to } of references.get(id)!) {
      const found = visit(to);
      if (found) return found;
    }
    way.pop();
    state.set(id, 'done');
    return undefined;
  };
  for (const id of references.keys()) {
    const found = visit(id);
    if (found) return found;
  }
  return undefined;
}
