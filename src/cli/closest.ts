/** The word that shares most pairs of letters with what was typed, as a question; nothing where none is much like it. */
export function closest(typed: string, words: readonly string[], begin = '; d'): string {
  const pairs = (word: string) => new Set([...word].slice(1).map((letter, index) => word[index] + letter));
  const wanted = pairs(typed);
  const alike = (word: string) => [...pairs(word)].filter((pair) => wanted.has(pair)).length / Math.max(pairs(word).size, wanted.size);
  const [best] = words.map((word) => ({ word, shared: alike(word) })).sort((a, b) => b.shared - a.shared);
  return best && best.shared > 0.4 ? `${begin}id you mean ${best.word}?` : '';
}
