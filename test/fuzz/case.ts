import { Seed } from './corpus';
import { root } from './disk';
import { copy, damaged, mutated } from './mutate';
import { Random } from './random';
import { isJsonObject, JsonObject } from '../../src/read/file';

/** Files, and what is asked about them. */
export interface FuzzCase {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly command: readonly string[];
  readonly app: string;
}

const commands: readonly (readonly [share: number, ...command: string[]])[] = [
  [70, 'check', '--format', 'json'], [84, 'check'], [88, 'plan', '--format', 'json'], [90, 'plan', '--facts'], [91, 'plan', '--outage', '2h', '--rate', '5/s'],
  [93, 'map', '--format', 'html', '--output', '-'], [94, 'map', '--format', 'svg'], [95, 'map', '--format', 'markdown'], [96, 'map', '--format', 'mermaid'], [97, 'map', '--format', 'json'], [99, 'fix'], [100, 'fix', '--format', 'json'],
];

/** The case of that number: the same for the same seed and the same corpus. */
export function fuzzCase(seed: number, index: number, seeds: readonly Seed[]): FuzzCase {
  const random = new Random(seed, index);
  const files = new Map<string, Buffer>();
  const share = random.below(100);
  const [, ...command] = commands.find(([most]) => share < most)!;
  const arrangement = random.below(100);
  if (arrangement < 78) {
    const file = `${root}/${random.of(['template.json', 'template.yaml', 'a.template'])}`;
    files.set(file, text(random, seeds, file));
    if (random.chance(0.05)) files.set(`${root}/nested.yaml`, text(random, seeds, 'nested.yaml'));
    return { files, command, app: file };
  }
  if (arrangement < 90) {
    const names = ['a.yaml', 'b.json', 'sub/c.template', 'nested.yaml', 'deep/er/d.yml', 'openapi.yaml'];
    for (let count = 1 + random.below(4); count > 0; count -= 1) {
      const name = random.of(names);
      files.set(`${root}/${name}`, random.chance(0.3) ? Buffer.from(JSON.stringify(nesting(random, seeds, names))) : text(random, seeds, name));
    }
    return { files, command, app: root };
  }
  assembly(random, seeds, files);
  return { files, command, app: root };
}

function text(random: Random, seeds: readonly Seed[], file: string): Buffer {
  if (!file.endsWith('.json') && random.chance(0.3)) return damaged(random, random.of(seeds));
  const whole = JSON.stringify(mutated(random, seeds));
  return Buffer.from(random.chance(0.97) ? whole : whole.slice(0, random.below(whole.length)));
}

/** A template with other templates in it, itself among them. */
function nesting(random: Random, seeds: readonly Seed[], names: readonly string[]): JsonObject {
  const template = random.chance(0.5) ? mutated(random, seeds) : copy(random.of(seeds).content);
  if (!isJsonObject(template.Resources)) return template;
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const url = random.of([...names, '../../outside.yaml', '/fuzzed/outside.yaml', '/etc/passwd', 'https://x/b.json', `./${random.of(names)}`, '', '.', '..', '\u0000']);
    template.Resources[`Nested${count}`] = random.chance(0.8)
      ? { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url, Parameters: { P1: { 'Fn::GetAtt': [`Nested${random.below(5)}`, 'Outputs.O1'] } } } }
      : { Type: random.of(['AWS::Serverless::StateMachine', 'AWS::Serverless::Api', 'AWS::Serverless::Function', 'AWS::Serverless::Application']), Properties: { DefinitionUri: url, CodeUri: url, Location: url, Handler: random.of(['a.h', '../../outside.h', '/etc/passwd.h', 'template.h']) } };
  }
  return template;
}

function assembly(random: Random, seeds: readonly Seed[], files: Map<string, Buffer>): void {
  const paths = ['Shop.template.json', 'Other.template.json', '../../outside.yaml', '/etc/passwd', '.', '', 'manifest.json', 'assembly-Prod', '../app', '\u0000'];
  const artifacts: JsonObject = {};
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const stage = random.chance(0.25);
    artifacts[random.of([`Stack${count}`, '__proto__', 'constructor'])] = {
      type: stage ? 'cdk:cloud-assembly' : 'aws:cloudformation:stack', environment: random.of(['aws://111122223333/eu-west-1', 'aws://unknown-account/unknown-region', 'x', '']),
      properties: random.chance(0.05) ? 7 : { templateFile: random.chance(0.8) ? paths[0] : random.of(paths), directoryName: random.of(['assembly-Prod', '.', '..', '../app', ...paths]), stackName: 'Shop' },
      additionalMetadataFile: random.of(['Shop.metadata.json', ...paths]),
      metadata: { '/Shop': [{ type: 'aws:cdk:acknowledged-rules', data: { 'cdk-lambda-failsafe::sqs-no-redrive': 'x', '__proto__': 'y' } }], '/Shop/A.NestedStack/A.NestedStackResource': [{ type: 'aws:cdk:logicalId', data: random.of(['Nested1', '__proto__']) }, null, 7] },
    };
  }
  const manifest = JSON.stringify({ version: '48.0.0', artifacts });
  files.set(`${root}/manifest.json`, Buffer.from(random.chance(0.97) ? manifest : manifest.slice(0, random.below(manifest.length))));
  files.set(`${root}/Shop.template.json`, Buffer.from(JSON.stringify(random.chance(0.5) ? mutated(random, seeds) : nesting(random, seeds, paths))));
  if (random.chance(0.5)) files.set(`${root}/assembly-Prod/manifest.json`, Buffer.from(manifest));
  if (random.chance(0.5)) files.set(`${root}/Shop.assets.json`, Buffer.from(JSON.stringify({ files: { hash: { source: { path: random.of(paths) } }, b: { source: { path: '../../outside.yaml' } }, c: null } })));
}
