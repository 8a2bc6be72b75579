/** What CDK leaves out of logical ids: the one that a construct is there for. */
const silent = new Set(['Resource', 'Default']);

/**
 * The construct below its stack, `Api/Handler` for `ApiHandler5D5C0B6A`: CDK makes logical ids of the names on the way
 * from the stack to the construct and a hash that nobody reads. An id that was chosen by hand stays as it is.
 */
export function labelOf(id: string, path: string | undefined): string {
  const names = path?.split('/') ?? [];
  for (let start = names.length - 1; start >= 0; start -= 1) {
    const below = names.slice(start);
    const human = below.filter((name) => !silent.has(name)).map((name) => name.replace(/[^A-Za-z0-9]/g, '')).filter((name, index, all) => !all[index - 1]?.endsWith(name)).join('');
    if (human === '' || !id.startsWith(human) || !/^(?:[0-9A-F]{8})?$/.test(id.slice(human.length))) continue;
    while (below.length > 1 && silent.has(below[below.length - 1])) below.pop();
    return below.join('/');
  }
  return id;
}
