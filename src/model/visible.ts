/* eslint-disable no-control-regex */

/** What a terminal obeys, or what changes the direction in which people read the rest of a line. */
const obeyed = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Names and texts of templates, for one line: such signs are shown, and nothing happens. */
export const visible = (text: string): string => text.replace(obeyed, escaped);

/** JSON, in lines unless asked otherwise, in which such signs are written as JSON can. */
export const visibleJson = (value: unknown, indent: string | number = 2): string => JSON.stringify(value, undefined, indent).replace(obeyed, (sign) => (sign === '\n' ? sign : escaped(sign)));
