const functions = ['Base64', 'Cidr', 'FindInMap', 'GetAZs', 'ImportValue', 'Join', 'Select', 'Split', 'Sub', 'Transform',
  'And', 'Equals', 'If', 'Not', 'Or', 'Length', 'ToJsonString', 'ForEach', 'Implies', 'Contains', 'EachMemberEquals',
  'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll', 'GetStackOutput', 'GetAtt'];

/** `!Sub x` is `{ Fn::Sub: x }`, and so on, by tag: the long form is what the rest of the program sees. */
export const longForms: ReadonlyMap<string, string> = new Map([...functions.map((name) => [`!${name}`, `Fn::${name}`] as const), ['!Ref', 'Ref'], ['!Condition', 'Condition']]);

/** What the long form of a tag holds, of a text. */
export const inLongForm = (tag: string, text: string): string | string[] => (tag === '!GetAtt' ? splitOnce(text) : text);

const splitOnce = (text: string) => (text.includes('.') ? [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)] : [text]);
