import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Folder } from './disk';
import { isJsonObject, Json, JsonObject, ParsedFile, plainText } from './file';
import { RawStack } from './raw';
import { stackOf } from './template';
import { Place } from '../model/resource';

/** A stack before it is known which of the others are nested in it. */
export interface Unlinked {
  readonly stack: RawStack;
  readonly file: string;
  /** Files that a cloud assembly uploads, by the name they get there. */
  readonly assets: (name: string) => string | undefined;
  /** What the cloud assembly says about the stacks nested in this one, by stack name. */
  readonly known?: (stack: string) => FromMetadata;
}

/** What is known about the resources of a stack beside its template, by logical id. */
export interface FromMetadata extends Pick<RawStack, 'path' | 'acknowledged'> {
  /** Where the user's program makes the resource. */
  line(id: string): Place | undefined;
}

/** More levels than CloudFormation lets anybody nest in practice; what goes deeper is made to. */
const deepest = 8;

/** How often templates that were nested before are nested once more: beyond that they nest each other over and over. */
const most = 200;

/** Makes a stack of its own for every nested stack; a template that is only used as a nested one is no longer a root. */
export function linkNested(roots: readonly Unlinked[], folder: Folder | undefined, open: (file: string) => ParsedFile | undefined, remarks: string[]): RawStack[] {
  const byFile = new Map(roots.map((root) => [root.file, root]));
  const byName = new Map<string, Unlinked[]>();
  for (const root of roots) byName.set(basename(root.file), [...byName.get(basename(root.file)) ?? [], root]);
  const opened = new Map<string, ParsedFile | undefined>();
  const used = new Set<string>();
  const refused = new Set<string>();
  const refuse = (words: string) => void (refused.has(words) || (refused.add(words), remarks.push(words)));
  const stacks: RawStack[] = [];

  let again = 0;

  const visit = (parent: RawStack, { file, assets, known: nested }: Omit<Unlinked, 'stack'>, around: readonly string[]): void => {
    stacks.push(parent);
    for (const [id, resource] of nestedIn(parent.template)) {
      const child = find(resource, file, assets);
      if (!child) continue;
      const reason = child === file || around.includes(child) ? 'itself' : around.length >= deepest ? 'too deep' : used.has(child) && again >= most ? 'the same too often' : undefined;
      if (reason) {
        refuse(`${parent.info.template}: ${id} nests ${reason} and was left out`);
        continue;
      }
      const properties = isJsonObject(resource.Properties) ? resource.Properties : {};
      const link = { stack: parent, id, parameters: isJsonObject(properties.Parameters) ? properties.Parameters : {} };
      const known = byFile.get(child)?.stack;
      const parsed = known ? undefined : openOnce(child);
      if (!known && !parsed) continue;
      const name = `${parent.info.name}/${id}`;
      const { region, account } = parent.info;
      const base = known ?? stackOf(parsed!, name, remarks, { region, account, ...nested?.(name) });
      const stack: RawStack = { ...base, info: { ...base.info, name, region, account }, parent: link, children: new Map(), stackName: undefined };
      if (used.has(child)) again += 1;
      used.add(child);
      parent.children.set(id, stack);
      visit(stack, { file: child, assets, known: nested }, [...around, file]);
    }
  };

  /** The file of a nested template, by what the parent says about where it is or will be. */
  const find = (resource: JsonObject, from: string, assets: Unlinked['assets']): string | undefined => {
    const asset = isJsonObject(resource.Metadata) ? resource.Metadata['aws:asset:path'] : undefined;
    const properties = isJsonObject(resource.Properties) ? resource.Properties : {};
    const url = typeof asset === 'string' ? asset : text(properties.TemplateURL ?? properties.Location);
    if (url === '') return undefined;
    const beside = join(dirname(from), url);
    if (!/^\w+:\/\//.test(url)) {
      if (byFile.has(beside) || (folder ? folder.has(beside) : existsSync(beside))) return beside;
      if (folder && (!folder.names(beside) || folder.isLeft(beside))) refuse(`${from}: ${url} is outside of ${folder.path} and was not read`);
    }
    const name = url.split(/[/\\]/).pop()!.split('?')[0];
    const uploaded = assets(name);
    if (uploaded !== undefined && (!folder || folder.holds(uploaded))) return uploaded;
    const candidates = (byName.get(name) ?? []).filter(({ file }) => file !== from);
    return candidates.length === 1 ? candidates[0].file : undefined;
  };

  const openOnce = (file: string): ParsedFile | undefined => {
    if (!opened.has(file)) opened.set(file, open(file));
    return opened.get(file);
  };

  // Parents first: whether a template is nested is known only after all others were looked at.
  const nested = new Set(roots.flatMap(({ stack, file, assets }) => nestedIn(stack.template).flatMap(([, resource]) => find(resource, file, assets) ?? [])));
  const tops = roots.filter(({ file }) => !nested.has(file));
  for (const top of tops.length > 0 ? tops : roots) visit(top.stack, top, []);
  for (const { stack, file } of roots) if (!used.has(file) && !stacks.some((seen) => seen.info.template === stack.info.template)) stacks.push(stack);
  return stacks;
}

function nestedIn({ Resources: all }: JsonObject): [string, JsonObject][] {
  const found: [string, JsonObject][] = [];
  if (!isJsonObject(all)) return found;
  for (const id of Object.keys(all)) {
    const resource = all[id];
    if (isJsonObject(resource) && (resource.Type === 'AWS::CloudFormation::Stack' || resource.Type === 'AWS::Serverless::Application')) found.push([id, resource]);
  }
  return found;
}

/** All the text in a value, in order: enough to see the file name at the end of an address put together by functions. */
function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(text).join('');
  if (!isJsonObject(value)) return '';
  if (isJsonObject(value['Fn::Sub']) || Array.isArray(value['Fn::Sub'])) return text((value['Fn::Sub'] as Json[])[0]);
  if (Array.isArray(value['Fn::Join'])) return ([] as Json[]).concat(value['Fn::Join'][1] ?? []).map(text).join(plainText(value['Fn::Join'][0]));
  return Object.entries(value).filter(([key]) => key.startsWith('Fn::')).map(([, inner]) => text(inner)).join('');
}
