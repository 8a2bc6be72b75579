import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { acknowledgedRules, acknowledgements, MetadataEntry } from './acknowledged';
import { Folder, readText } from './disk';
import { BadInput, isJsonObject, Json, JsonObject, ParsedFile, parseFile, plainText } from './file';
import { FromMetadata, Unlinked } from './nested';
import { stackOf } from './template';
import { userCode } from './user-code';
import { Acknowledgement } from '../model/resource';

/** The stacks of a cloud assembly, the output folder of `cdk synth`, with construct paths and what was acknowledged. */
export function readAssembly(
  folder: string, whole: Folder, stages: boolean, open: (file: string) => ParsedFile | undefined, problems: BadInput[], remarks: string[], around: readonly string[] = [],
): Unlinked[] {
  const manifest = open(join(folder, 'manifest.json'))?.content;
  if (!isJsonObject(manifest)) return [];
  /** CDK writes nothing that refers to files elsewhere, and names every assembly once. */
  const its = (id: string, name: string): string | undefined => {
    const path = join(folder, name);
    if (whole.names(path) && !whole.isLeft(path) && !around.includes(path) && path !== folder) return path;
    const where = whole.names(path) && !whole.isLeft(path) ? 'what it is a part of' : `outside of ${whole.path}`;
    problems.push(new BadInput(join(folder, 'manifest.json'), `${id} names ${name}, which is ${where}, and was not read`));
    return undefined;
  };
  const artifacts = isJsonObject(manifest.artifacts) ? manifest.artifacts : {};
  let uploaded: ReadonlyMap<string, string> | undefined;
  const assets = (name: string) => (uploaded ??= assetsIn(folder, whole)).get(name);
  return Object.entries(artifacts).flatMap(([id, artifact]): Unlinked[] => {
    if (!isJsonObject(artifact) || !isJsonObject(artifact.properties)) return [];
    const { properties } = artifact;
    if (artifact.type === 'cdk:cloud-assembly' && stages && typeof properties.directoryName === 'string') {
      const stage = its(id, properties.directoryName);
      return stage === undefined ? [] : readAssembly(stage, whole, stages, open, problems, remarks, [...around, folder]);
    }
    if (artifact.type !== 'aws:cloudformation:stack' || typeof properties.templateFile !== 'string') return [];
    const file = its(id, properties.templateFile);
    const parsed = file === undefined ? undefined : open(file);
    if (file === undefined || !parsed) return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(plainText(artifact.environment)) ?? [];
    const known = metadataOfStacks(id, artifact, folder, whole);
    return [{
      file, assets, known,
      stack: stackOf(parsed, id, remarks, {
        stackName: typeof properties.stackName === 'string' ? properties.stackName : id, // written only where it differs from the artifact's
        account: account === 'unknown-account' ? undefined : account,
        region: region === 'unknown-region' ? undefined : region,
        ...known(id),
      }),
    }];
  });
}

/** What the metadata of an artifact say about a stack, or about one that is nested in it. */
interface StackMetadata {
  /** Construct paths by logical id. */
  readonly paths: Map<string, string>;
  /** By construct path. Few constructs have any, and none in most apps. */
  readonly accepted: ReadonlyMap<string, readonly Acknowledgement[]>;
}

/**
 * What the metadata say, by the name of the stack: those of nested stacks stand with those of the stack around them, where
 * the same logical id can mean another resource. They are as large as the templates, so they are read when somebody asks.
 */
function metadataOfStacks(name: string, artifact: JsonObject, folder: string, whole: Folder): (stack: string) => FromMetadata {
  const metadata = new Metadata(artifact, folder, whole);
  let stacks: ReadonlyMap<string, StackMetadata> | undefined;
  return (stack) => {
    const known = () => (stacks ??= byStack(name, metadata)).get(stack);
    return {
      path: (id) => known()?.paths.get(id)?.replace(/^\//, ''),
      line: (id) => {
        const path = known()?.paths.get(id);
        return path === undefined ? undefined : userCode(framesOf(metadata.entries(path)));
      },
      acknowledged: (id) => {
        const { paths, accepted } = known() ?? {};
        const path = accepted && accepted.size > 0 ? paths?.get(id) : undefined;
        return path === undefined ? [] : ancestors(path).reverse().flatMap((above) => accepted!.get(above) ?? []);
      },
    };
  };
}

/** The metadata of an artifact. Newer versions of CDK write them to a file of their own. */
class Metadata {
  private text?: string;
  private parsed?: JsonObject;

  constructor(private readonly artifact: JsonObject, private readonly folder: string, private readonly whole: Folder) {}

  private get apart(): string {
    const { additionalMetadataFile: file } = this.artifact;
    return this.text ??= typeof file === 'string' ? textOf(join(this.folder, file), this.whole) : '';
  }

  public entries(path: string): readonly MetadataEntry[] {
    const entries = this.all()[path];
    return Array.isArray(entries) ? entries.filter(isMetadata) : [];
  }

  /** Which construct made which element. Traces are nine tenths of the file, so it is only parsed when something stands in it that cannot be found this way. */
  public elements(): (readonly [path: string, id: string])[] {
    const found: (readonly [string, string])[] = [];
    if (!isJsonObject(this.artifact.metadata) || Object.keys(this.artifact.metadata).length === 0) {
      for (const [, path, id] of this.apart.matchAll(element)) found.push([path, id]);
      if (found.length === this.apart.split('"aws:cdk:logicalId"').length - 1) return found;
    }
    return Object.keys(this.all()).flatMap((path) => this.entries(path).flatMap(({ type, data }) => (type === 'aws:cdk:logicalId' && typeof data === 'string' ? [[path, data] as const] : [])));
  }

  public accepted(): Map<string, readonly Acknowledgement[]> {
    if (!isJsonObject(this.artifact.metadata) && !this.apart.includes(acknowledgedRules)) return new Map();
    return new Map(Object.keys(this.all()).flatMap((path) => {
      const here = acknowledgements(this.entries(path));
      return here.length > 0 ? [[path, here] as const] : [];
    }));
  }

  private all(): JsonObject {
    if (this.parsed) return this.parsed;
    const sections = [this.artifact.metadata, json(this.apart)].filter(isJsonObject);
    const all: JsonObject = {};
    for (const section of sections) for (const [path, entries] of Object.entries(section)) all[path] = path in all ? [all[path], entries].flat() : entries;
    return this.parsed = all;
  }
}

/** A construct path and, as the first thing that is said about it, the logical id of what it makes; both without escapes. */
const element = /"(\/[^"\\]*)":\s*\[\s*\{\s*"type":\s*"aws:cdk:logicalId",\s*"data":\s*"([^"\\]*)"/g;

function byStack(name: string, metadata: Metadata): Map<string, StackMetadata> {
  const elements = metadata.elements();
  const accepted = metadata.accepted();
  const creators = new Map<string, { readonly path: string; readonly id: string }>();
  for (const [path, id] of elements) {
    const match = path.endsWith('.NestedStackResource') ? nestedResource.exec(path) : null;
    if (match) creators.set(`${match[1]}${match[2]}`, { path, id });
  }
  /** The nested stack that a construct stands in, as the path of that stack. */
  const around = (path: string) => (creators.size === 0 ? undefined : ancestors(path).slice(1).find((above) => creators.has(above)));
  const nameOf = (nested: string | undefined): string => {
    const creator = nested === undefined ? undefined : creators.get(nested);
    return creator ? `${nameOf(around(creator.path))}/${creator.id}` : name;
  };
  const stacks = new Map<string, StackMetadata>();
  for (const [path, id] of elements) {
    const stack = nameOf(around(path));
    let known = stacks.get(stack);
    if (!known) stacks.set(stack, known = { paths: new Map(), accepted });
    known.paths.set(id, path);
  }
  return stacks;
}

const isMetadata = (entry: Json): entry is JsonObject & { readonly type: string } => isJsonObject(entry) && typeof entry.type === 'string';

function framesOf(entries: readonly MetadataEntry[]): string[] {
  const frames = entries.find(({ type }) => type === 'aws:cdk:creationStack')?.data;
  return Array.isArray(frames) ? frames.filter((frame): frame is string => typeof frame === 'string') : [];
}

/** How CDK calls the resource of the nested stack `X`. */
const nestedResource = /^(.*\/)([^/]+)\.NestedStack\/\2\.NestedStackResource$/;

/** `/a/b/c`, `/a/b`, `/a` */
function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/** Nested templates are uploaded under their hash; the asset manifests say which file that is. */
function assetsIn(folder: string, whole: Folder): Map<string, string> {
  const assets = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.assets.json')) continue;
    const manifest = json(textOf(join(folder, name), whole));
    const files = isJsonObject(manifest) && isJsonObject(manifest.files) ? manifest.files : {};
    for (const [hash, file] of Object.entries(files)) {
      const path = isJsonObject(file) && isJsonObject(file.source) ? file.source.path : undefined;
      if (typeof path === 'string' && /\.(json|ya?ml|template)$/.test(path)) assets.set(`${hash}${extname(path)}`, join(folder, path));
    }
  }
  return assets;
}

/** A manifest that cannot be read is as one that is not there: the templates still can. */
function textOf(file: string, whole: Folder): string {
  try {
    return whole.holds(file) ? readText(file) : '';
  } catch {
    return '';
  }
}

function json(text: string): Json | undefined {
  try {
    return text === '' ? undefined : parseFile('manifest.json', text).content;
  } catch {
    return undefined;
  }
}
