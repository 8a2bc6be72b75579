import { Json } from './file';

/** Levels of maps and lists. The deepest real definitions have about thirty, and what walks through them calls itself once a level. */
export const deepest = 200;

/** What aliases of YAML may add to what is written. */
const repeated = 100_000;

/**
 * Why a content is out of all bounds, if it is. Aliases make it a graph, which everything else walks through as a tree: a few
 * lines can mean more nodes than fit in any memory.
 */
export function outOfBounds(content: Json, characters: number): 'deep' | 'large' | undefined {
  let left = characters + repeated;
  let reason: 'deep' | 'large' | undefined;
  const walk = (node: Json, level: number): boolean => {
    left -= 1;
    if (left < 0) reason = 'large';
    else if (level > deepest) reason = 'deep';
    if (reason !== undefined) return false;
    if (Array.isArray(node)) {
      for (const item of node) if (typeof item === 'object' && item !== null && !walk(item, level + 1)) return false;
      left -= node.length;
    } else if (node !== null && typeof node === 'object') {
      for (const key in node) {
        const inner = node[key];
        left -= 1;
        if (typeof inner === 'object' && inner !== null && !walk(inner, level + 1)) return false;
      }
    }
    return true;
  };
  if (typeof content === 'object') walk(content, 1);
  return reason;
}

/** A line with so many marks and spaces before its text. */
const indented = new RegExp(`^[ ?-]{${deepest}}`, 'm');

/** Where a text goes deeper than that, by its brackets and, in YAML, by its indents: the character. */
export function tooDeepAt(text: string): number {
  // Most texts have not even enough of what it takes.
  if (text.split('[').length + text.split('{').length - 2 <= deepest && !indented.test(text)) return 0;
  let level = 0;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quote !== '') {
      if (sign === '\\' && quote === '"') at += 1;
      else if (sign === quote || sign === '\n') quote = '';
    } else if (sign === '"' || (sign === '\'' && /[\s,:[{]/.test(text[at - 1] ?? ' '))) {
      quote = sign;
    } else if (sign === '[' || sign === '{') {
      level += 1;
      if (level > deepest) return at;
    } else if (sign === ']' || sign === '}') {
      level -= 1;
    }
  }
  const indents: number[] = [];
  for (const line of text.matchAll(/^( *)((?:[-?] +)*)(?=[^\s#])/gm)) {
    while (indents.length > 0 && indents[indents.length - 1] >= line[1].length) indents.pop();
    indents.push(line[1].length);
    for (const mark of line[2].matchAll(/[-?]/g)) {
      if (indents.length > deepest) break;
      indents.push(line[1].length + mark.index + 1);
    }
    if (indents.length > deepest) return line.index + indents[deepest];
  }
  return 0;
}
