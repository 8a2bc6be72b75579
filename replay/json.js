// @ts-check

/** @param {string} text @returns {any} undefined where it is not JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * The text of a property of a JSON object, as it stands there: parsed and written again, long numbers would be others.
 *
 * @param {string} json a valid object
 * @param {string} name
 * @returns {string | undefined}
 */
function textOf(json, name) {
  let [depth, start] = [0, -1];
  /** @type {string | undefined} */
  let key;
  for (const { 0: part, index } of json.matchAll(token)) {
    if (depth === 1 && (part === ',' || part === '}')) {
      if (start >= 0) return json.slice(start, index).trimEnd();
      key = undefined;
    } else if (depth === 1 && part === ':' && start < 0) {
      if (key === name) start = index + 1;
    } else if (depth === 1 && start < 0) {
      key ??= parsed(part);
    }
    if (part === '{' || part === '[') depth += 1;
    if (part === '}' || part === ']') depth -= 1;
  }
  return undefined;
}

module.exports = { parsed, textOf: (/** @type {string} */ json, /** @type {string} */ name) => textOf(json, name)?.trim() };
