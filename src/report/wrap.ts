import { visible } from '../model/visible';

/** Breaks a text at spaces so that no line is longer than the width, unless a single word is. */
export function wrap(text: string, width: number, indent = '', hanging = indent): string {
  const words = visible(/\s\s|[^\S ]/.test(text) ? text.split(/\s+/).join(' ') : text);
  const lines: string[] = [];
  let prefix = indent;
  let from = 0;
  while (prefix.length + words.length - from > width) {
    let to = words.lastIndexOf(' ', from + Math.max(0, width - prefix.length));
    if (to <= from) to = words.indexOf(' ', from + 1);
    if (to < 0) break;
    lines.push(prefix + words.slice(from, to));
    from = to + 1;
    prefix = hanging;
  }
  return [...lines, prefix + words.slice(from)].join('\n');
}

/** Shortens a name in the middle: its beginning and its end both tell it apart from others. */
export function shorten(written: string, most: number): string {
  const name = visible(written);
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 3);
  return `${name.slice(0, most - 1 - end)}…${name.slice(name.length - end)}`;
}
