import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FuzzCase } from './case';
import { isJsonObject, Json } from '../../src/read/file';

/** Milliseconds in which a case is made smaller. */
const patience = 20_000;

/** The same fault with less of the files, as far as that is found in time: without values, or without lines. */
export async function smaller(whole: FuzzCase, kind: string): Promise<FuzzCase> {
  // What hangs or crashes takes its thread with it, and every try would take its second.
  if (/^(hang|crash)/.test(kind)) return whole;
  const worker = new Worker(join(__dirname, 'tries.ts'), { execArgv: ['-r', 'ts-node/register/transpile-only'] });
  let answer: (found: unknown) => void = () => undefined;
  worker.on('message', (found) => answer(found));
  worker.on('error', () => answer(undefined));
  const fails = (each: FuzzCase) => new Promise<boolean>((resolve) => {
    answer = (found) => resolve(found === kind);
    worker.postMessage(each);
  });
  const end = Date.now() + patience;
  let best = whole;
  try {
    for (const file of whole.files.keys()) {
      const others = new Map([...best.files].filter(([other]) => other !== file));
      if (file !== whole.app && await fails({ ...best, files: others })) best = { ...best, files: others };
    }
    for (const file of best.files.keys()) {
      for (let changed = true; changed && Date.now() < end;) {
        changed = false;
        for (const text of lesser(best.files.get(file)!.toString('utf8'))) {
          const tried = { ...best, files: new Map([...best.files, [file, Buffer.from(text)]]) };
          if (Date.now() > end || !await fails(tried)) continue;
          best = tried;
          changed = true;
          break;
        }
      }
    }
  } catch {
    // What is there is small enough to be looked at.
  }
  await worker.terminate();
  return best;
}

function* lesser(text: string): Iterable<string> {
  let content: Json;
  try {
    content = JSON.parse(text) as Json;
  } catch {
    const lines = text.split('\n');
    for (let size = Math.ceil(lines.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let start = 0; start < lines.length; start += size) yield [...lines.slice(0, start), ...lines.slice(start + size)].join('\n');
    }
    return;
  }
  for (const less of without(content)) yield JSON.stringify(less, undefined, 1);
}

/** The value without one of its parts, the largest first. */
function* without(value: Json): Iterable<Json> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.filter((_, other) => other !== index);
    for (const [index, item] of value.entries()) for (const less of without(item)) yield value.map((each, other) => (other === index ? less : each));
  } else if (isJsonObject(value)) {
    const entries = Object.entries(value);
    for (const [key] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== key));
    for (const [key, item] of entries) for (const less of without(item)) yield Object.fromEntries(entries.map(([other, each]) => [other, other === key ? less : each]));
  }
}
