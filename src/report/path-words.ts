import { Fate, Path } from '../model/graph';

/** The sign is for the eye, the word for everybody. */
export const fateWords: { readonly [fate in Fate]: string } = { kept: '✓ kept', lost: '✗ LOST', blocks: '■ BLOCKS', caller: '→ caller', unknown: '? unknown' };

/** Lost and blocked first: that is what somebody should see. */
export const fateOrder: readonly Fate[] = ['lost', 'blocks', 'unknown', 'kept', 'caller'];

export const worstFirst = (a: Path, b: Path): number =>
  fateOrder.indexOf(a.outcome.fate) - fateOrder.indexOf(b.outcome.fate) || (a.fn.id < b.fn.id ? -1 : a.fn.id > b.fn.id ? 1 : 0);

/** The construct, where CDK says which, as its logical id has a hash that nobody reads; with the alias that is invoked. */
export const functionName = (path: Path): string => `${path.fn.path?.replace(/\/Resource$/, '') ?? path.fn.label}${qualifierOf(path)}`;

/** An alias by its name; a version has none before deployment. */
export function qualifierOf({ qualifier: { key, resource } }: Path): string {
  return key.startsWith('$LATEST') ? '' : `:${resource?.key === key ? resource.label : key}`;
}

/** Where the events come from; undefined when nothing in the app shows it. */
export const originOf = ({ triggers: [first], origin, originText }: Path): string | undefined => origin?.label ?? originText ?? first?.label;

/** The kind of invocation, and where the events come from. */
export function originName(path: Path): string {
  const named = originOf(path);
  return `${path.kind}${named === undefined ? '' : ` ${named}`}${path.isOneOfSeveral ? `, target ${path.targetId}` : ''}`;
}
