import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { acknowledgements, MetadataEntry } from './acknowledged';
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
  const assets = assetsIn(folder, whole);
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
    const known = byStack(id, metadataOf(artifact, folder, whole));
    return [{
      file, assets, known,
      stack: stackOf(parsed, id, remarks, {
        stackName: typeof properties.stackName === 'string' ? properties.stackName : id, // written only where it differs from the artifact's
        account: account === 'unknown-account' ? undefined : account,
        region: region === 'unknown-region' ? undefined : region,
        ...known.get(id),
      }),
    }];
  });
}

/** By construct path. Newer versions of CDK write it to a file of its own. */
type Metadata = ReadonlyMap<string, readonly MetadataEntry[]>;

function metadataOf(artifact: JsonObject, folder: string, whole: Folder): Metadata {
  const found = new Map<string, MetadataEntry[]>();
  const apart = typeof artifact.additionalMetadataFile === 'string' ? json(join(folder, artifact.additionalMetadataFile), whole) : undefined;
  for (const section of [artifact.metadata, apart]) {
    if (!isJsonObject(section)) continue;
    for (const [path, entries] of Object.entries(section)) {
      if (Array.isArray(entries)) found.set(path, [...found.get(path) ?? [], ...entries.filter(isJsonObject) as unknown as MetadataEntry[]]);
    }
  }
  return found;
}

/**
 * By the name of the stack, because the metadata of nested stacks stands with that of the stack around them, where the
 * same logical id can mean another resource.
 */
function byStack(name: string, metadata: Metadata): Map<string, FromMetadata> {
  const elements: { readonly path: string; readonly id: string; readonly found: readonly MetadataEntry[] }[] = [];
  const creators = new Map<string, { readonly path: string; readonly id: string }>();
  // Acknowledgements by construct path; few constructs have any, and none in most apps.
  const accepted = new Map<string, readonly Acknowledgement[]>();
  for (const [path, found] of metadata) {
    const here = acknowledgements(found);
    if (here.length > 0) accepted.set(path, here);
    for (const { type, data } of found) {
      if (type !== 'aws:cdk:logicalId' || typeof data !== 'string') continue;
      elements.push({ path, id: data, found });
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
  const stacks = new Map<string, FromMetadata>();
  for (const { path, id, found } of elements) {
    const stack = nameOf(around(path));
    let known = stacks.get(stack);
    if (!known) stacks.set(stack, known = { paths: new Map(), acknowledged: new Map(), lines: new Map() });
    known.paths.set(id, path.replace(/^\//, ''));
    known.lines.set(id, () => userCode(framesOf(found)));
    const here = accepted.size === 0 ? [] : ancestors(path).reverse().flatMap((above) => accepted.get(above) ?? []);
    if (here.length > 0) known.acknowledged.set(id, here);
  }
  return stacks;
}

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
    const manifest = json(join(folder, name), whole);
    const files = isJsonObject(manifest) && isJsonObject(manifest.files) ? manifest.files : {};
    for (const [hash, file] of Object.entries(files)) {
      const path = isJsonObject(file) && isJsonObject(file.source) ? file.source.path : undefined;
      if (typeof path === 'string' && /\.(json|ya?ml|template)$/.test(path)) assets.set(`${hash}${extname(path)}`, join(folder, path));
    }
  }
  return assets;
}

function json(file: string, whole: Folder): Json | undefined {
  try {
    return whole.holds(file) ? parseFile(file, readText(file)).content : undefined;
  } catch {
    return undefined; // a manifest that cannot be read: the templates still can
  }
}
