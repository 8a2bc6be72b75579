/**
 * What every source has to keep, checked by examples:
 *
 *     sourceContract('sns-subscription', {
 *       'a subscription without redrive policy': {
 *         resources: `
 *           Topic: { Type: AWS::SNS::Topic }
 *           Subscription:
 *             Type: AWS::SNS::Subscription
 *             Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn }
 *         `,
 *         paths: [{ fn: 'Fn', kind: 'async-sns', triggers: ['Subscription', 'Topic'], fate: 'lost', delivery: 'lost' }],
 *       },
 *     });
 *
 * `resources` is the Resources section of a template in YAML; `template` is a whole one, for parameters and conditions.
 * A plain function `Fn` is added where the example has none. `paths` is everything the source finds, in any order; of a
 * path only what is written down is compared, with two exceptions: what is not said to be kept must not be kept, and
 * what has no `delivery` here must have none. `after` names sources that are asked before, for fallbacks.
 *
 * Beyond the examples themselves the contract checks that
 * - every path has a function, tries with a link, a fate and a reason;
 * - every net says what it is, who writes into it, and which property of its owner names the place;
 * - the source claims the types of its triggers, except that of the origin of events;
 * - whatever stands in place of any property of a claimed resource, the source does not throw and still gives whole paths;
 * - both readers, of templates and of construct trees, lead to the same paths (in readers.cdk.test.ts).
 */
import { fromJson } from '../../src/lambda/json';
import { Delivery, Fate, Mode, Net, Outcome } from '../../src/model/graph';
import { Resource, ResourceSet } from '../../src/model/resource';
import { at, isUnknown, Value } from '../../src/model/value';
import { worlds } from '../../src/read/app';
import { Json, JsonObject, isJsonObject, parseFile } from '../../src/read/file';
import { RawStack } from '../../src/read/raw';
import { Draft, Source } from '../../src/sources/source';

export interface ExpectedPath {
  /** Logical id of the function. */
  readonly fn: string;
  readonly kind: string;
  readonly mode?: Mode;
  /** Labels, in order. */
  readonly triggers?: readonly string[];
  readonly qualifier?: string;
  /** `unknown` stands for any reason. */
  readonly attempts?: number | 'unlimited' | 'unknown';
  readonly fate: Fate;
  /** Part of the reason for the fate. */
  readonly because?: string | RegExp;
  /** Where the event is kept: labels, or texts of places outside of the app. Default: nowhere. */
  readonly keptIn?: readonly string[];
  readonly keptAs?: 'payload' | 'pointer';
  readonly delivery?: Fate;
  readonly deliveryIn?: readonly string[];
  /** Seconds that the caller waits. */
  readonly callerTimeout?: number | 'unknown';
  /** Label of what the events come from. */
  readonly origin?: string;
  /** The same for people. */
  readonly originText?: string;
  /** Whether its target has to be named among others of a rule. */
  readonly isOneOfSeveral?: boolean;
}

export interface Example {
  readonly resources?: string;
  readonly template?: string;
  readonly after?: readonly string[];
  readonly paths: readonly ExpectedPath[];
}

export type Examples = { readonly [name: string]: Example };

/** Everything that was declared so far, for the test that reads it all once more through construct trees. */
export const declared: { readonly id: string; readonly examples: Examples }[] = [];

const only = { declaring: false };

/** Calls of `sourceContract` from now on declare, and test nothing. */
export function declareOnly(): void {
  only.declaring = true;
}

export function sourceContract(id: string, examples: Examples): void {
  declared.push({ id, examples });
  if (only.declaring) return;

  describe(id, () => {
    const source = sourceOf(id);

    test('says who it is, with links to what AWS says', () => {
      expect(source.id).toBe(id);
      expect(source.title).not.toBe('');
      expect(source.links.length).toBeGreaterThan(0);
      for (const link of source.links) expect(link).toMatch(/^https:\/\/([\w-]+\.)*(amazon\.com|repost\.aws)\//);
    });

    for (const [name, example] of Object.entries(examples)) {
      test(name, () => {
        const template = templateOf(example);
        const found = pathsIn(readTemplate(template), id, example);
        expectPaths(found, example);
        expect(found.flatMap(gaps)).toEqual([]);
        for (const { source: by } of found) expect(by).toBe(id);
        expectClaimed(source, found);
      });

      test(`${name}: any property may be unknown or of a wrong type`, () => {
        const problems: string[] = [];
        for (const { template, what } of broken(templateOf(example), source)) {
          try {
            problems.push(...pathsIn(readTemplate(template), id, example).flatMap(gaps).map((gap) => `${what}: ${gap}`));
          } catch (error) {
            problems.push(`${what}: ${(error as Error).stack}`);
          }
        }
        expect(problems).toEqual([]);
      });
    }
  });
}

export function sourceOf(id: string): Source {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(`../../src/sources/${id}`) as { readonly default: Source }).default;
}

/** What the source finds, after those that are to be asked before it. */
export function pathsIn(app: ResourceSet, id: string, { after = [] }: Pick<Example, 'after'> = {}): Draft[] {
  const before: Draft[] = [];
  for (const other of after) before.push(...sourceOf(other).paths(app, before));
  return [...sourceOf(id).paths(app, before)];
}

/** The template as plain JSON, with the function that examples leave out. */
export function templateOf({ resources = '', template }: Pick<Example, 'resources' | 'template'>): JsonObject {
  // An example of one resource may begin on the line of its quote, where indentation is missing.
  const text = template ?? `Resources:\n${/^\s/.test(resources) ? '' : '      '}${resources}`;
  const content = parseFile('example.yaml', text).content;
  if (!isJsonObject(content) || !isJsonObject(content.Resources)) throw new Error(`not a template: ${text}`);
  const fn: Json = {
    Type: 'AWS::Lambda::Function',
    Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: 'arn:aws:iam::111111111111:role/role', Code: { ZipFile: 'x' } },
  };
  return { ...content, Resources: { ...('Fn' in content.Resources ? {} : { Fn: fn }), ...content.Resources } };
}

/** The resources of one template, in the default state of its conditions. */
export function readTemplate(template: JsonObject): ResourceSet {
  const stack: RawStack = {
    info: { name: 'Stack', template: 'example.yaml' }, template, sam: false, children: new Map(), made: new Map(), writtenAs: new Map(), path: () => undefined, acknowledged: () => [],
    place: () => ({ file: 'example.yaml' }),
  };
  return worlds({ stacks: [stack], remarks: [] })[0].set;
}

export function expectPaths(found: readonly Draft[], { paths }: Example): void {
  const names = (items: readonly { readonly fn: string; readonly kind: string }[]) => items.map(({ fn, kind }) => `${fn} ${kind}`).sort();
  const left = found.map(summary);
  expect(names(left)).toEqual(names(paths));
  for (const { because, ...rest } of paths) {
    const expected = { keptIn: [], delivery: undefined, deliveryIn: [], ...rest };
    const index = left.findIndex((candidate) => contains(candidate, expected));
    if (index < 0) expect(left).toContainEqual(expect.objectContaining(expected));
    const [path] = left.splice(index, 1);
    if (because !== undefined) expect(path.because).toMatch(because);
  }
}

function contains(whole: { readonly [name: string]: unknown }, part: object): boolean {
  return Object.entries(part).every(([name, value]) => JSON.stringify(whole[name]) === JSON.stringify(value));
}

/** A path as examples write it. */
export function summary(path: Draft) {
  const { outcome, delivery, tries } = path;
  return {
    fn: path.fn.id, kind: path.kind, mode: path.mode, triggers: path.triggers.map(({ label }) => label), qualifier: path.qualifier.key,
    attempts: isUnknown(tries.attempts) ? 'unknown' as const : tries.attempts,
    fate: outcome.fate, because: outcome.because, keptIn: outcome.nets.map(({ rest }) => rest.text), keptAs: outcome.nets[0]?.keptAs,
    callerTimeout: isUnknown(path.callerTimeout) ? 'unknown' as const : path.callerTimeout, origin: path.origin?.label, originText: path.originText, isOneOfSeveral: path.isOneOfSeveral,
    delivery: delivery?.fate, deliveryIn: delivery?.nets.map(({ rest }) => rest.text) ?? [],
  };
}

/** What a path lacks, in words. Not by `expect`, which is too slow for the thousands of broken templates. */
function gaps({ fn, kind, qualifier, triggers, tries, outcome, delivery }: Draft): string[] {
  const whole = (name: string, { fate, because, nets }: Outcome): (string | false)[] => [
    !fates.includes(fate) && `${name} has the fate ${fate}`,
    (because === '' || /undefined|\[object/.test(because)) && `${name} has the reason "${because}"`,
    (nets.length > 0) !== (fate === 'kept') && `${name} is ${fate} with ${nets.length} nets`,
    nets.some(({ rest }) => rest.text === undefined) && `${name} is kept in a place without a name`,
  ];
  return [
    fn.type !== 'AWS::Lambda::Function' && `the function is a ${fn.type}`,
    !/^[a-z]+[0-9]?(-[a-z0-9]+)*$/.test(kind) && `the kind is ${kind}`,
    !qualifier.key && 'the qualifier has no key',
    triggers.some((trigger) => !trigger?.label) && 'a trigger is missing',
    !tries.link.startsWith('https://') && `the link is ${tries.link}`,
    tries.attempts === undefined && 'the attempts are missing',
    Number.isNaN(tries.attempts) && 'the attempts are not a number',
    ...whole('the outcome', outcome),
    ...(delivery ? [...whole('the delivery', delivery), ...deliveryGaps(delivery)] : []),
    ...[...outcome.nets, ...delivery?.nets ?? []].flatMap(netGaps),
  ].filter((gap) => gap !== false);
}

function deliveryGaps({ by, tries }: Delivery): (string | false)[] {
  return [!by && 'nobody delivers', !tries.link?.startsWith('https://') && `the link of the delivery is ${tries.link}`, tries.attempts === undefined && 'the attempts of the delivery are missing'];
}

function netGaps({ kind, handOver, owner, property, writer }: Net): (string | false)[] {
  return [
    !/^[a-z]+(-[a-z]+)*$/.test(kind) && `the kind of a net is ${kind}`,
    !/^H[123]$/.test(handOver) && `a net is for the hand-over ${handOver}`,
    valueOf(owner, property) === undefined && `${owner.label} has no ${property}`,
    writer.kind !== 'role' && writer.kind !== 'service' && writer.kind !== 'sqs' && 'nobody writes into a net',
  ];
}

function valueOf({ properties }: Resource, property: string): Value {
  const [first, ...inner] = property.split('.');
  return at(fromJson(properties[first]), ...inner);
}

const fates: readonly Fate[] = ['kept', 'lost', 'blocks', 'caller', 'unknown'];

const claims = (source: Source, type: string) => source.claims.some((claim) => (claim.endsWith('*') ? type.startsWith(claim.slice(0, -1)) : claim === type));

function expectClaimed(source: Source, found: readonly Draft[]): void {
  const unclaimed = found.flatMap(({ triggers, origin }) => triggers.filter((trigger, index) => !claims(source, trigger.type) && (index === 0 || trigger !== origin)));
  expect(unclaimed.map(({ label }) => label)).toEqual([]);
}

/** Values that a property can turn out to have, none of which is what it should be. */
const wrong: readonly (Json | undefined)[] = [
  undefined,
  { Ref: 'NoDefaultParam' }, { 'Fn::ImportValue': 'elsewhere' }, { 'Fn::GetAtt': ['Fn', 'Arn'] }, { 'Fn::Sub': 'x-${Fn}-${NoDefaultParam}' },
  'text', 'constructor', '{"a": [1]}', '', 7, true, null, {}, { a: { b: 'c' } }, [], ['x'], [null, 3, { a: 1 }], [{ Ref: 'NoDefaultParam' }], [['x']],
];

/** The template again and again, each time with one property of one claimed resource replaced. */
export function* broken(template: JsonObject, source: Source): Iterable<{ readonly template: JsonObject; readonly what: string }> {
  const parameters = isJsonObject(template.Parameters) ? template.Parameters : {};
  const base: JsonObject = { ...template, Parameters: { ...parameters, NoDefaultParam: { Type: 'String' } } };
  for (const [id, resource] of Object.entries(template.Resources as JsonObject)) {
    if (!isJsonObject(resource) || (!claims(source, String(resource.Type)) && id !== 'Fn')) continue;
    for (const path of pathsBelow(resource.Properties)) {
      for (const value of wrong) {
        const changed = structuredClone(base);
        replace(changed, ['Resources', id, 'Properties', ...path], value);
        yield { template: changed, what: `${[id, ...path].join('.')} = ${value === undefined ? 'absent' : JSON.stringify(value)}` };
      }
    }
  }
}

function pathsBelow(node: Json | undefined): string[][] {
  if (typeof node !== 'object' || node === null) return [[]];
  return [[], ...Object.entries(node).flatMap(([key, inner]) => pathsBelow(inner).map((path) => [key, ...path]))];
}

function replace(root: JsonObject, path: readonly string[], value: Json | undefined): void {
  const parent = path.slice(0, -1).reduce<JsonObject>((node, key) => node[key] as JsonObject, root);
  if (value === undefined) delete parent[path[path.length - 1]];
  else parent[path[path.length - 1]] = structuredClone(value);
}
