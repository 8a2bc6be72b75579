import { CfnElement, IResolvable, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The resources of one kind in the whole app, in whichever stack, that refer to another one. The app is walked once and not again until
 * something is made in it, as a walk for each question takes time by the square of the app.
 *
 * What is removed, or refers elsewhere by now, is left out. A resource that was made before and has since been pointed here is found when
 * anything else has been made, or when a mixin has changed it (`growing`).
 */
export class Referrers<T extends IConstruct> {
  private readonly known = new WeakMap<IConstruct, { readonly resources: readonly CfnElement[]; read: number; readonly by: Map<IConstruct, Set<T>> }>();

  constructor(private readonly kind: abstract new (...args: never[]) => T, private readonly referred: (construct: T) => ReadonlyArray<IConstruct | undefined>) {}

  /** One after the other: often the first is enough. */
  public *of(resource: IConstruct): IterableIterator<T> {
    for (const found of this.upToDate(resource.node.root).get(resource) ?? []) if (isThere(found) && this.referred(found).includes(resource)) yield found;
  }

  private upToDate(root: IConstruct): ReadonlyMap<IConstruct, Set<T>> {
    const resources = resourcesOf(root);
    let its = this.known.get(root);
    if (its?.resources !== resources) this.known.set(root, its = { resources, read: 0, by: new Map() });
    for (; its.read < resources.length; its.read += 1) {
      const construct: IConstruct = resources[its.read];
      if (!(construct instanceof this.kind)) continue;
      for (const to of this.referred(construct)) if (to) its.by.set(to, (its.by.get(to) ?? new Set<T>()).add(construct));
    }
    return its.by;
  }
}

/** Of each app its resources, and what `made` was then. Those that a mixin has made or changed are added at the end. */
const apps = new WeakMap<IConstruct, { readonly resources: CfnElement[]; at: number }>();

function resourcesOf(root: IConstruct): readonly CfnElement[] {
  const known = apps.get(root);
  if (known && isUnchanged(known)) return known.resources;
  const resources = root.node.findAll().filter(CfnElement.isCfnElement);
  apps.set(root, { resources, at: made() });
  return resources;
}

/**
 * Runs what a mixin makes below these constructs, and changes of them, so that only they have to be looked at again: property injectors are
 * asked below them too. When something has been made beside or above them, the whole app is walked again.
 */
export function growing(around: readonly IConstruct[], make: () => void): void {
  const its = apps.get(around[0].node.root);
  const follows = its !== undefined && isUnchanged(its);
  const before = beside(around);
  make();
  if (!follows || beside(around).some((children, index) => children !== before[index])) return;
  for (const each of around) for (const resource of each.node.findAll()) if (CfnElement.isCfnElement(resource)) its.resources.push(resource);
  its.at = made();
}

const beside = (around: readonly IConstruct[]): number[] => around.flatMap(({ node }) => node.scopes.slice(0, -1).map((scope) => scope.node.children.length));

function isUnchanged(its: { at: number }): boolean {
  const now = made();
  const unchanged = now === its.at + 1;
  if (unchanged) its.at = now;
  return unchanged;
}

/**
 * How many tokens there are, this one included: each resource gets one for its logical id when it is made, so that where no token was made
 * no resource was. NaN, which equals nothing, should CDK ever write tokens otherwise: then the app is walked for every question.
 */
function made(): number {
  const token: IResolvable = { creationStack: [], resolve: () => undefined };
  return Number(/\.(\d+)\]\}$/.exec(Token.asString(token))?.[1]);
}

/** Whether a construct is still in its app. */
function isThere(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || scope.node.tryFindChild(id) === construct && isThere(scope);
}
