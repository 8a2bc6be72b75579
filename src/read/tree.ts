import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CfnElement, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledgements } from './acknowledged';
import { readText } from './disk';
import { isJsonObject, Json, JsonObject, ParsedFile, parseFile } from './file';
import { linkNested } from './nested';
import { RawApp, RawStack } from './raw';
import { stackOf } from './template';
import { known, resolveTokens, TreeResolver } from './token';
import { userCode } from './user-code';
import { Acknowledgement } from '../model/resource';

/**
 * The stacks at and below a construct, as the template reader would read them from the synthesized app. Values are
 * resolved on the way, which settles lazy ones: call it when nothing will change the tree any more.
 */
export function readTree(root: IConstruct, { nestedStages = true } = {}): RawApp {
  const remarks: string[] = [];
  const resolver = new TreeResolver(stackName);
  const raw = new Map<Stack, RawStack>();
  for (const tree of collect(root, nestedStages)) raw.set(tree.stack, read(tree, resolver, raw, remarks));
  const uploads = new Map<string | undefined, Map<string, string>>();
  const assets = (folder: string | undefined) => uploads.get(folder) ?? uploads.set(folder, templatesIn(folder)).get(folder)!;
  const unlinked = [...raw].map(([stack, its]) => ({ stack: its, file: its.info.template, assets: (name: string) => assets(Stage.of(stack)?.assetOutdir).get(name) }));
  return { stacks: linkNested(unlinked, undefined, (file) => open(file, remarks), remarks), remarks };
}

/** The constructs of one stack that end up in its template. */
interface StackTree {
  readonly stack: Stack;
  readonly elements: CfnElement[];
  /** What was acknowledged on the way from the stack to an element, where there is anything. */
  readonly acknowledged: Map<CfnElement, readonly Acknowledgement[]>;
  readonly own: readonly Acknowledgement[];
}

/** A parent stack comes before its nested ones. */
function collect(root: IConstruct, nestedStages: boolean): StackTree[] {
  const trees: StackTree[] = [];
  const visit = (construct: IConstruct, tree: StackTree | undefined, above: readonly Acknowledgement[]): void => {
    if (!nestedStages && construct !== root && Stage.isStage(construct)) return;
    const here = acknowledgements(construct.node.metadata);
    const acknowledged = here.length > 0 ? [...above, ...here] : above;
    if (Stack.isStack(construct)) {
      const next: StackTree = { stack: construct, elements: [], acknowledged: new Map(), own: [...tree?.own ?? [], ...acknowledged] };
      trees.push(next);
      return construct.node.children.forEach((child) => visit(child, next, []));
    }
    if (tree && CfnElement.isCfnElement(construct)) {
      tree.elements.push(construct);
      if (acknowledged.length > 0) tree.acknowledged.set(construct, acknowledged);
    }
    construct.node.children.forEach((child) => visit(child, tree, acknowledged));
  };
  visit(root, undefined, inherited(root));
  return trees;
}

/** What was acknowledged above the construct at which reading starts. */
function inherited(root: IConstruct): Acknowledgement[] {
  return root.node.scopes.slice(0, -1).flatMap((scope) => acknowledgements(scope.node.metadata));
}

function read(tree: StackTree, resolver: TreeResolver, others: ReadonlyMap<Stack, RawStack>, remarks: string[]): RawStack {
  const { stack } = tree;
  const { transforms = [] } = stack.templateOptions;
  const template: JsonObject = transforms.length > 0 ? { Transform: transforms } : {};
  const elements = new Map<string, CfnElement>();
  for (const element of tree.elements) {
    const fragment = render(element, stack, resolver, remarks);
    add(template, fragment);
    for (const id of isJsonObject(fragment.Resources) ? Object.keys(fragment.Resources) : []) elements.set(id, element);
  }
  const file = join(Stage.of(stack)?.outdir ?? '', stack.templateFile);
  const place = (path: readonly string[]) => userCode(elements.get(path[1])?.creationStack) ?? { file };
  const about = {
    stackName: known(stack.stackName), region: known(stack.region), account: known(stack.account),
    path: (id: string) => elements.get(id)?.node.path,
    acknowledged: (id: string) => (id === '' ? tree.own : tree.acknowledged.get(elements.get(id)!) ?? []),
  };
  const raw: RawStack = { ...stackOf({ file, content: template, remarks: [], place }, stackName(stack), remarks, about), parent: parentOf(stack, others) };
  raw.parent?.stack.children.set(raw.parent.id, raw);
  return raw;
}

/** One element as in the template: plain JSON. */
function render(element: CfnElement, stack: Stack, resolver: TreeResolver, remarks: string[]): JsonObject {
  try {
    // Through text, because a tree can hold dates and properties that were deleted, which a template cannot.
    return JSON.parse(JSON.stringify(resolveTokens(element._toCloudFormation(), stack, resolver) ?? {})) as JsonObject;
  } catch (error) {
    remarks.push(`${element.node.path} cannot be read: ${(error as Error).message}`);
    return {};
  }
}

function add(template: JsonObject, fragment: JsonObject): void {
  for (const [section, content] of Object.entries(fragment)) {
    const before: Json | undefined = template[section];
    if (section === 'Transform') template.Transform = [...new Set([...listed(before), ...listed(content)])];
    else if (isJsonObject(before) && isJsonObject(content)) Object.assign(before, content);
    else template[section] = content;
  }
}

const listed = (value: Json | undefined): Json[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

/** Unique in the app, and the same that the template reader finds in the cloud assembly. */
export function stackName(stack: Stack): string {
  const parent = NestedStack.isNestedStack(stack) ? stack.nestedStackParent : undefined;
  return parent ? `${stackName(parent)}/${resourceId(stack)}` : stack.artifactId;
}

function resourceId(nested: Stack): string {
  const resource = nested.nestedStackResource as CfnElement;
  return String(resource.stack.resolve(resource.logicalId));
}

function parentOf(stack: Stack, others: ReadonlyMap<Stack, RawStack>): RawStack['parent'] {
  const parent = stack.nestedStackParent && others.get(stack.nestedStackParent);
  if (!parent) return undefined;
  const id = resourceId(stack);
  const resource = isJsonObject(parent.template.Resources) ? parent.template.Resources[id] : undefined;
  const properties = isJsonObject(resource) && isJsonObject(resource.Properties) ? resource.Properties : {};
  return { stack: parent, id, parameters: isJsonObject(properties.Parameters) ? properties.Parameters : {} };
}

/** Template files that the app uploads for plain `CfnStack`s, by the name they get there. */
function templatesIn(folder: string | undefined): Map<string, string> {
  const names = folder !== undefined && existsSync(folder) ? readdirSync(folder) : [];
  return new Map(names.flatMap((name) => (/^asset\..+\.(json|ya?ml|template)$/.test(name) ? [[name.slice('asset.'.length), join(folder!, name)]] : [])));
}

function open(file: string, remarks: string[]): ParsedFile | undefined {
  try {
    return parseFile(file, readText(file));
  } catch (error) {
    remarks.push((error as Error).message);
    return undefined;
  }
}
