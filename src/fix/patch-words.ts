/** Not text to YAML 1.1 or 1.2; the dates, times and numbers with other bases of 1.1 as well. */
const notText = /^(?:null|true|false|yes|no|on|off|~|[-+]?\.(?:inf|nan)|[-+.\d][-+.\d:_a-fox]*(?:[t ][\d:.+z -]*)?)$/i;

/** Of any style: no line ends, control characters or others that an editor does not show. */
// eslint-disable-next-line no-control-regex
const hidden = /[\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** A text in YAML: plain where all readers take it for that text, otherwise in these quotes. */
export function yamlText(text: string, { quote, flow = false, key = false }: { readonly quote: "'" | '"'; readonly flow?: boolean; readonly key?: boolean }): string {
  if (hidden.test(text)) return escaped(text);
  const plain = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`=<~]|-[A-Za-z])/.test(text) && !notText.test(text) && !/: |:$| #|\s$|^\.\.\.$/.test(text)
    && !(flow && /[,[\]{}]|:$/.test(text)) && !(key && text.startsWith('.'));
  if (plain) return text;
  const [own, other] = quote === "'" ? ["'", '"'] : ['"', "'"];
  const style = text.includes(own) && !text.includes(other) ? other : own;
  return style === "'" ? `'${text.replace(/'/g, "''")}'` : escaped(text);
}

const escaped = (text: string): string => JSON.stringify(text).replace(/[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The lines of a text as a block scalar, and its header; undefined where that would not be the same text. */
export function literal(text: string): { readonly head: string; readonly lines: string[] } | undefined {
  const lines = text.split('\n');
  const ends = lines.at(-1) === '';
  if (ends) lines.pop();
  if (lines.length < (ends ? 1 : 2) || lines[0] === '' || lines.at(-1) === '' || /^\s/.test(text)) return undefined;
  if (lines.some((line) => hidden.test(line) || /\s$/.test(line))) return undefined;
  return { head: ends ? '|' : '|-', lines };
}
