/** What CDK leaves out of logical ids: the one that a construct is there for. */
const silent = new Set(['Resource', 'Default']);

/**
 * The construct below its stack, `Api/Handler` for `ApiHandler5D5C0B6A`: CDK makes logical ids of the names on the way
 * from the stack to the construct and a hash that nobody reads. An id that was chosen by hand stays as it is.
 */
export function labelOf(id: string, path: string | undefined): string {
  if (path === undefined) return id;
  const names = path.split('/');
  let human = '';
  let last = '';
  for (let start = names.length - 1; start >= 0; start -= 1) {
    const name = names[start];
    if (!silent.has(name)) {
      const plain = name.replace(/[^A-Za-z0-9]/g, '');
      // CDK says what is said twice in a row once.
      human = plain + (last !== '' && plain.endsWith(last) ? human.slice(last.length) : human);
      last = plain;
    }
    if (human === '' || !id.startsWith(human) || !isHash(id, human.length)) continue;
    const below = names.slice(start);
    while (below.length > 1 && silent.has(below[below.length - 1])) below.pop();
    return below.join('/');
  }
  return id;
}

/** What CDK puts behind the names, if it puts anything there. */
const isHash = (id: string, from: number): boolean => id.length === from || (id.length === from + 8 && /^[0-9A-F]{8}$/.test(id.slice(from)));
