import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/**
 * Sentences and links are not mutated: whether other words are noticed says nothing about what is judged. What a message
 * has to say is asked by the cases.
 */
const isWords = (text) => /\S\s+\S|^https:\/\//.test(text) || /^\s|\s$/.test(text);

const words = {
  shouldIgnore({ node }) {
    if (node.type === 'StringLiteral' && isWords(node.value)) return 'words';
    if (node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => /[a-z]\s|\s[a-z]|^https:/i.test(value.raw))) return 'words';
    if (node.type === 'ObjectProperty' && !node.computed && sayings.has(node.key.name)) return 'words';
    return undefined;
  },
};

/** Properties that hold nothing else. */
const sayings = new Set(['links', 'link']);

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'words', words)];
