import { Fate, Path } from '../model/graph';

/** The sign is for the eye, the word for everybody. */
export const fateWords: { readonly [fate in Fate]: string } = { kept: '✓ kept', lost: '✗ LOST', blocks: '■ BLOCKS', caller: '→ caller', unknown: '? unknown' };

/** Lost and blocked first: that is what somebody should see. */
export const worstFirst: readonly Fate[] = ['lost', 'blocks', 'unknown', 'kept', 'caller'];

/** The construct, where CDK says which; its logical id has a hash that nobody reads. */
export function nameOf({ fn }: Path): string {
  return fn.path?.replace(/\/Resource$/, '') ?? fn.label;
}

/** An alias by its name; a version has none before deployment. */
export function qualifierOf({ qualifier: { key, resource } }: Path): string {
  return key.startsWith('$LATEST') ? '' : `:${resource?.key === key ? resource.label : key}`;
}

/** Where the events come from; undefined when nothing in the app shows it. */
export const originOf = ({ origin, originText, triggers: [first] }: Path): string | undefined => origin?.label ?? originText ?? first?.label;

export function fromOf(path: Path): string {
  const named = originOf(path);
  return named === undefined ? path.kind : `${path.kind} ${named}`;
}
