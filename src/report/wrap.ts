import { visible } from '../model/visible';

/** Breaks a text at spaces so that no line is longer than the width, unless a single word is. */
export function wrap(text: string, width: number, indent = '', hanging = indent): string {
  const lines: string[] = [];
  let line = '';
  for (const written of text.split(/\s+/)) {
    const word = visible(written);
    const prefix = lines.length === 0 ? indent : hanging;
    if (line !== '' && prefix.length + line.length + 1 + word.length > width) {
      lines.push(prefix + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, (lines.length === 0 ? indent : hanging) + line].join('\n');
}

/** Shortens a name in the middle: its beginning and its end both tell it apart from others. */
export function shorten(written: string, most: number): string {
  const name = visible(written);
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 3);
  return `${name.slice(0, most - 1 - end)}…${name.slice(name.length - end)}`;
}
