import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { acknowledgements, MetadataEntry } from './acknowledged';
import { isJsonObject, Json, JsonObject, ParsedFile } from './file';
import { FromMetadata, Unlinked } from './nested';
import { stackOf } from './template';
import { userCode } from './user-code';
import { Acknowledgement } from '../model/resource';

/** The stacks of a cloud assembly, the output folder of `cdk synth`, with construct paths and what was acknowledged. */
export function readAssembly(folder: string, stages: boolean, open: (file: string) => ParsedFile | undefined, remarks: string[]): Unlinked[] {
  const manifest = open(join(folder, 'manifest.json'))?.content;
  if (!isJsonObject(manifest)) return [];
  const artifacts = isJsonObject(manifest.artifacts) ? manifest.artifacts : {};
  let uploaded: ReadonlyMap<string, string> | undefined;
  const assets = (name: string) => (uploaded ??= assetsIn(folder)).get(name);
  return Object.entries(artifacts).flatMap(([id, artifact]): Unlinked[] => {
    if (!isJsonObject(artifact) || !isJsonObject(artifact.properties)) return [];
    const { properties } = artifact;
    if (artifact.type === 'cdk:cloud-assembly' && stages && typeof properties.directoryName === 'string') return readAssembly(join(folder, properties.directoryName), stages, open, remarks);
    if (artifact.type !== 'aws:cloudformation:stack' || typeof properties.templateFile !== 'string') return [];
    const file = join(folder, properties.templateFile);
    const parsed = open(file);
    if (!parsed) return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(artifact.environment)) ?? [];
    const known = metadataOfStacks(id, artifact, folder);
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

/** An element of a template, and what the metadata say about the construct that made it. */
interface Element {
  readonly path: string;
  readonly entries: readonly MetadataEntry[];
}

interface StackMetadata {
  /** By logical id. */
  readonly elements: Map<string, Element>;
  /** By construct path. Few constructs have any, and none in most apps. */
  readonly accepted: ReadonlyMap<string, readonly Acknowledgement[]>;
}

/**
 * What the metadata say, by the name of the stack: those of nested stacks stand with those of the stack around them, where
 * the same logical id can mean another resource. They are as large as the templates, so they are read when somebody asks.
 */
function metadataOfStacks(name: string, artifact: JsonObject, folder: string): (stack: string) => FromMetadata {
  let stacks: ReadonlyMap<string, StackMetadata> | undefined;
  return (stack) => {
    const of = (id: string) => (stacks ??= byStack(name, metadataOf(artifact, folder))).get(stack)?.elements.get(id);
    return {
      path: (id) => of(id)?.path.replace(/^\//, ''),
      line: (id) => userCode(framesOf(of(id)?.entries ?? [])),
      acknowledged: (id) => {
        const element = of(id);
        const { accepted } = stacks?.get(stack) ?? {};
        return element && accepted && accepted.size > 0 ? ancestors(element.path).reverse().flatMap((above) => accepted.get(above) ?? []) : [];
      },
    };
  };
}

/** Metadata by construct path. Newer versions of CDK write them to a file of their own. */
function metadataOf(artifact: JsonObject, folder: string): JsonObject {
  const apart = typeof artifact.additionalMetadataFile === 'string' ? json(join(folder, artifact.additionalMetadataFile)) : undefined;
  const [first = {}, ...others] = [artifact.metadata, apart].filter(isJsonObject).filter((section) => Object.keys(section).length > 0);
  const all = others.length === 0 ? first : { ...first };
  for (const section of others) for (const [path, entries] of Object.entries(section)) all[path] = [all[path] ?? [], entries].flat();
  return all;
}

function byStack(name: string, metadata: JsonObject): Map<string, StackMetadata> {
  const found: (Element & { readonly id: string })[] = [];
  const creators = new Map<string, { readonly path: string; readonly id: string }>();
  const accepted = new Map<string, readonly Acknowledgement[]>();
  for (const path of Object.keys(metadata)) {
    const entries = metadata[path];
    if (!Array.isArray(entries)) continue;
    const known = entries.filter(isMetadata);
    const here = acknowledgements(known);
    if (here.length > 0) accepted.set(path, here);
    for (const { type, data } of known) {
      if (type !== 'aws:cdk:logicalId' || typeof data !== 'string') continue;
      found.push({ path, id: data, entries: known });
      const match = path.endsWith('.NestedStackResource') ? nestedResource.exec(path) : null;
      if (match) creators.set(`${match[1]}${match[2]}`, { path, id: data });
    }
  }
  /** The nested stack that a construct stands in, as the path of that stack. */
  const around = (path: string) => (creators.size === 0 ? undefined : ancestors(path).slice(1).find((above) => creators.has(above)));
  const nameOf = (nested: string | undefined): string => {
    const creator = nested === undefined ? undefined : creators.get(nested);
    return creator ? `${nameOf(around(creator.path))}/${creator.id}` : name;
  };
  const stacks = new Map<string, StackMetadata>();
  for (const element of found) {
    const stack = nameOf(around(element.path));
    let known = stacks.get(stack);
    if (!known) stacks.set(stack, known = { elements: new Map(), accepted });
    known.elements.set(element.id, element);
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
function assetsIn(folder: string): Map<string, string> {
  const assets = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.assets.json')) continue;
    const manifest = json(join(folder, name));
    const files = isJsonObject(manifest) && isJsonObject(manifest.files) ? manifest.files : {};
    for (const [hash, file] of Object.entries(files)) {
      const path = isJsonObject(file) && isJsonObject(file.source) ? file.source.path : undefined;
      if (typeof path === 'string' && /\.(json|ya?ml|template)$/.test(path)) assets.set(`${hash}${extname(path)}`, join(folder, path));
    }
  }
  return assets;
}

function json(file: string): Json | undefined {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Json : undefined;
  } catch {
    return undefined; // a manifest that cannot be read: the templates still can
  }
}
