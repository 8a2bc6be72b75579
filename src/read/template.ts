import { Dirent, existsSync, readdirSync, Stats, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { acknowledgedIn } from './acknowledged-template';
import { readAssembly } from './assembly';
import { Folder, folderOf, readText } from './disk';
import { BadInput, isJsonObject, JsonObject, ParsedFile, parseFile } from './file';
import { expandLoops } from './foreach';
import { FromMetadata, linkNested } from './nested';
import { RawApp, RawStack } from './raw';
import { expandSam, isSam } from './sam';

/** What was read, and what could not be. */
export interface ReadApp {
  readonly app: RawApp;
  /** A cloud assembly, whose templates are made by a program. */
  readonly program: boolean;
  readonly problems: readonly BadInput[];
}

export interface ReadOptions {
  /** Whether stages in a cloud assembly are read too. */
  readonly stages?: boolean;
  /** What to read instead of some of the files, by their names. */
  readonly texts?: ReadonlyMap<string, string>;
}

const extensions = new Set(['.json', '.yaml', '.yml', '.template']);
/** Folders in which no template of the user's own stands. */
const foreign = /^(node_modules|cdk\.out|\..+)$/;

/** One app: a template file, a folder of templates that belong together, or the output folder of `cdk synth`. */
export function readApp(argument: string, { stages = true, texts }: ReadOptions = {}): ReadApp {
  const problems: BadInput[] = [];
  const remarks: string[] = [];
  const textOf = (file: string) => texts?.get(file) ?? readText(file);
  const stats = statsOf(argument);
  if (stats instanceof BadInput) return { app: { stacks: [], remarks }, program: false, problems: [stats] };
  const assembly = stats.isDirectory() && isAssembly(argument);
  const folder = assembly ? outermost(argument) : stats.isDirectory() ? new Folder(argument) : folderOf(argument);
  const open = (file: string, accepts?: (parsed: ParsedFile) => boolean) => openFile(file, folder, textOf, problems, accepts, assembly);
  if (assembly) {
    // CDK writes stacks without Resources too, also nested ones.
    const openStack = (file: string) => open(file, ({ content }) => isJsonObject(content));
    return { app: { stacks: linkNested(readAssembly(argument, folder, stages, openStack, problems, remarks), folder, openStack, remarks), remarks }, program: true, problems };
  }
  const files = stats.isDirectory() ? templatesIn(argument, folder, problems, remarks) : [argument];
  const unlinked = files.flatMap((file) => {
    const parsed = stats.isDirectory() ? openIfTemplate(file, folder, textOf, problems, remarks) : open(file);
    return parsed ? [{ stack: stackOf(parsed, file, remarks), file, assets: () => undefined }] : [];
  });
  if (unlinked.length === 0 && problems.length === 0) problems.push(new BadInput(argument, 'no CloudFormation or SAM template in this folder'));
  return { app: { stacks: linkNested(unlinked, folder, open, remarks), remarks }, program: !stats.isDirectory() && isAssembly(dirname(argument)), problems };
}

function statsOf(argument: string): Stats | BadInput {
  try {
    return statSync(argument);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return new BadInput(argument, code === 'ENOENT' ? 'no such file or folder; give a template, a folder of templates or a cdk.out' : `cannot be read (${code})`);
  }
}

/** Other programs have a manifest.json too. One that cannot be read counts as CDK's, so that somebody hears of it. */
function isAssembly(folder: string): boolean {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) return false;
  try {
    const { content } = parseFile(manifest, readText(manifest));
    return isJsonObject(content) && isJsonObject(content.artifacts);
  } catch {
    return true;
  }
}

/** A cloud assembly of a stage refers to the assets of the assembly around it. */
function outermost(folder: string): Folder {
  let found = resolve(folder);
  while (dirname(found) !== found && isAssembly(dirname(found))) found = dirname(found);
  return new Folder(found === resolve(folder) ? folder : found);
}

function templatesIn(path: string, folder: Folder, problems: BadInput[], remarks: string[]): string[] {
  return entriesOf(path, problems).flatMap((entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return foreign.test(entry.name) ? [] : templatesIn(inner, folder, problems, remarks);
    if (!extensions.has(extname(entry.name)) || /^(package|package-lock|tsconfig|samconfig|cdk)\.json$/.test(entry.name)) return [];
    // Links are followed in the folder only, and only files have an end.
    if (folder.holds(inner)) return [inner];
    remarks.push(`${inner} was passed over: ${folder.isLeft(inner) ? 'it leads out of the folder' : 'not a file'}`);
    return [];
  });
}

function entriesOf(path: string, problems: BadInput[]): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    problems.push(new BadInput(path, `cannot be read (${(error as NodeJS.ErrnoException).code})`));
    return [];
  }
}

/** Reads and parses; a file that cannot be used becomes a problem. */
function openFile(file: string, folder: Folder, textOf: (file: string) => string, problems: BadInput[], accepts = isTemplate, generated = false): ParsedFile | undefined {
  try {
    const parsed = { ...parseFile(file, textOf(file), generated ? () => textOf(file) : undefined), within: folder };
    if (accepts(parsed)) return parsed;
    problems.push(new BadInput(file, 'not a CloudFormation or SAM template: it has no Resources'));
  } catch (error) {
    if (!(error instanceof BadInput) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    problems.push(error instanceof BadInput ? error : new BadInput(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`));
  }
  return undefined;
}

/** In a folder, files of another kind are passed over, unless they set out to be a template. */
function openIfTemplate(file: string, folder: Folder, textOf: (file: string) => string, problems: BadInput[], remarks: string[]): ParsedFile | undefined {
  const found: BadInput[] = [];
  const parsed = openFile(file, folder, textOf, found);
  if (parsed || found.length === 0) return parsed;
  if (found[0].line !== undefined && setsOut(file, textOf)) problems.push(...found);
  else remarks.push(`${file} was passed over: not a template`);
  return undefined;
}

/** What cannot even be taken for text may be anything; whoever has it among templates should hear of it. */
function setsOut(file: string, textOf: (file: string) => string): boolean {
  try {
    return /^[ \t]*"?Resources"?\s*:/m.test(textOf(file));
  } catch {
    return true;
  }
}

const isTemplate = ({ content }: ParsedFile): boolean => isJsonObject(content) && isJsonObject(content.Resources);

/** A stack from a parsed template; `known` is what a cloud assembly says about it. */
export function stackOf(parsed: ParsedFile, name: string, remarks: string[], known: Partial<Pick<RawStack, 'stackName'> & FromMetadata> & Partial<RawStack['info']> = {}): RawStack {
  remarks.push(...parsed.remarks);
  const looped = expandLoops(parsed.content as JsonObject, remarks);
  const sam = isSam(looped);
  const asWritten = { template: looped, made: new Map(), writtenAs: new Map() };
  const { template, made, writtenAs } = sam ? expandSam(looped, parsed.file, parsed.within ?? folderOf(parsed.file), remarks) : asWritten;
  const here = acknowledgedIn(template, parsed.file, remarks);
  return {
    info: { name, template: parsed.file, region: known.region, account: known.account },
    template, sam, made, writtenAs, children: new Map(), stackName: known.stackName,
    path: (id) => known.path?.(id) ?? pathIn(template, id),
    acknowledged: (id) => [...known.acknowledged?.(id) ?? [], ...here.get(id) ?? []],
    place: (path) => known.line?.(path[1]) ?? parsed.place(path),
  };
}

/** CDK writes the construct path into the template too, where the CLI asks for it. */
function pathIn(template: JsonObject, id: string): string | undefined {
  const resource = isJsonObject(template.Resources) ? template.Resources[id] : undefined;
  const path = isJsonObject(resource) && isJsonObject(resource.Metadata) ? resource.Metadata['aws:cdk:path'] : undefined;
  return typeof path === 'string' ? path : undefined;
}
