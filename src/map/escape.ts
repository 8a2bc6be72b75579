import { visible, visibleJson } from '../model/visible';

const entities: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Text for XML and HTML, inside and outside of attributes; signs that XML does not have, or that turn the text around them, are shown. */
export const xml = (text: string): string => visible(text.replace(/\s+/g, ' ')).replace(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd').replace(/[&<>"']/g, (char) => entities[char]);

/** JSON inside of a script element, which it cannot end. */
export const scriptJson = (data: unknown): string => visibleJson(data, '').replace(/</g, '\\u003c');
