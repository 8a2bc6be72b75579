import { visible } from '../model/visible';

/** A text in Markdown, also in a table. A name is a name, whatever signs it has. */
export const cell = (text: string): string => visible(text.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]<>#|~@!&$]/g, (char) => (char === '@' ? '@\u200b' : char === '<' ? '&lt;' : char === '&' ? '&amp;' : `\\${char}`));
