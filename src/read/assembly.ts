import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledgements, MetadataEntry } from './acknowledged';
import { isJsonObject, Json, JsonObject, ParsedFile } from './file';
import { Unlinked } from './nested';
import { stackOf } from './template';
import { Acknowledgement } from '../model/resource';

/** The stacks of a cloud assembly, the output folder of `cdk synth`, with construct paths and what was acknowledged. */
export function readAssembly(folder: string, stages: boolean, open: (file: string) => ParsedFile | undefined, remarks: string[]): Unlinked[] {
  const manifest = json(join(folder, 'manifest.json'));
  const artifacts = isJsonObject(manifest) && isJsonObject(manifest.artifacts) ? manifest.artifacts : {};
  const assets = assetsIn(folder);
  return Object.entries(artifacts).flatMap(([id, artifact]): Unlinked[] => {
    if (!isJsonObject(artifact) || !isJsonObject(artifact.properties)) return [];
    const { properties } = artifact;
    if (artifact.type === 'cdk:cloud-assembly' && stages && typeof properties.directoryName === 'string') return readAssembly(join(folder, properties.directoryName), stages, open, remarks);
    if (artifact.type !== 'aws:cloudformation:stack' || typeof properties.templateFile !== 'string') return [];
    const file = join(folder, properties.templateFile);
    const parsed = open(file);
    if (!parsed) return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(artifact.environment)) ?? [];
    const metadata = metadataOf(artifact, folder);
    return [{
      file, assets,
      stack: stackOf(parsed, id, remarks, {
        stackName: typeof properties.stackName === 'string' ? properties.stackName : undefined,
        account: account === 'unknown-account' ? undefined : account,
        region: region === 'unknown-region' ? undefined : region,
        ...byLogicalId(metadata),
      }),
    }];
  });
}

/** By construct path. Newer versions of CDK write it to a file of its own. */
type Metadata = ReadonlyMap<string, readonly MetadataEntry[]>;

function metadataOf(artifact: JsonObject, folder: string): Metadata {
  const found = new Map<string, MetadataEntry[]>();
  const apart = typeof artifact.additionalMetadataFile === 'string' ? json(join(folder, artifact.additionalMetadataFile)) : undefined;
  for (const section of [artifact.metadata, apart]) {
    if (!isJsonObject(section)) continue;
    for (const [path, entries] of Object.entries(section)) {
      if (Array.isArray(entries)) found.set(path, [...found.get(path) ?? [], ...entries.filter(isJsonObject) as unknown as MetadataEntry[]]);
    }
  }
  return found;
}

function byLogicalId(metadata: Metadata) {
  const paths = new Map<string, string>();
  const acknowledged = new Map<string, Acknowledgement[]>();
  const above: [string, Acknowledgement[]][] = [...metadata].map(([path, entries]): [string, Acknowledgement[]] => [path, acknowledgements(entries)]).filter(([, found]) => found.length > 0);
  for (const [path, entries] of metadata) {
    for (const { type, data } of entries) {
      if (type !== 'aws:cdk:logicalId' || typeof data !== 'string') continue;
      paths.set(data, path.replace(/^\//, ''));
      const accepted = above.filter(([from]) => path === from || path.startsWith(`${from}/`)).flatMap(([, found]) => found);
      if (accepted.length > 0) acknowledged.set(data, accepted);
    }
  }
  return { ...(paths.size > 0 ? { paths } : {}), acknowledged };
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
      if (typeof path === 'string' && path.endsWith('.nested.template.json')) assets.set(`${hash}.json`, join(folder, path));
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
