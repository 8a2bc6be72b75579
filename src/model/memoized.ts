/**
 * What is worked out for an owner when somebody first asks, and kept as long as the owner is.
 *
 * It is kept on the owner, out of sight. A `WeakMap` would keep what it holds, and what that leads to, alive in every collection of young
 * objects, though nobody else does: each app would be copied into the old generation, where memory is given back much later.
 */
export function memoized<Owner extends object, More extends readonly unknown[], T>(make: (owner: Owner, ...more: More) => T): (owner: Owner, ...more: More) => T {
  const place = Symbol(make.name);
  return (owner, ...more) => {
    const known = owner as { [place]?: { readonly made: T } };
    if (!known[place]) Object.defineProperty(owner, place, { value: { made: make(owner, ...more) } });
    return known[place]!.made;
  };
}
