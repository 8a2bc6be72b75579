import { isDeepStrictEqual } from 'node:util';
import { Mended, Unmended } from './fixes';
import { patched } from './patch';
import { Addition, FileEdit, Templates } from './templates';
import { BadInput, isJsonObject, Json } from '../read/file';

/** A file whose text changes. */
export interface Changed {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

interface Applied {
  readonly mended: Mended[];
  readonly files: Changed[];
}

/** The texts with all of the drafts. A draft that cannot be put into a text is given up. */
export function applied(templates: Templates, mended: readonly Mended[], unmended: Unmended[]): Applied {
  try {
    return { mended: [...mended], files: textsWith(templates, mended) };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
  }
  const possible = mended.filter((each) => {
    try {
      textsWith(templates, [each]);
      return true;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      unmended.push(...each.task.findings.map((finding) => ({ finding, because: error.message })));
      return false;
    }
  });
  return { mended: possible, files: textsWith(templates, possible) };
}

function textsWith(templates: Templates, mended: readonly Mended[]): Changed[] {
  const edits = new Map<string, FileEdit[]>();
  for (const edit of [...mended.flatMap(({ draft }) => draft.edits), ...joined(mended.flatMap(({ draft }) => draft.additions))]) {
    const before = edits.get(edit.file);
    if (before) before.push(edit);
    else edits.set(edit.file, [edit]);
  }
  return [...edits].map(([file, its]) => {
    const before = templates.text(file);
    return { file, before, after: patched(file, before, its) };
  }).filter(({ before, after }) => before !== after);
}

/** Additions to one list, one behind the other. */
function joined(additions: readonly Addition[]): FileEdit[] {
  const lists = new Map<string, Addition[]>();
  for (const addition of additions) {
    const key = `${addition.file} ${JSON.stringify(addition.path)}`;
    const before = lists.get(key) ?? [];
    if (!before.some(({ item }) => isDeepStrictEqual(item, addition.item))) lists.set(key, [...before, addition]);
  }
  return [...lists.values()].flatMap((list): FileEdit[] => {
    const [{ file, path, now, around }] = list;
    const items = list.map(({ item }) => item);
    if (around) return [{ file, path: path.slice(0, 2), value: filled(around, path.slice(2), items) }];
    if (Array.isArray(now)) return items.map((value, index) => ({ file, path: [...path, now.length + index], value }));
    return [{ file, path, value: now === undefined || now === null ? items : [now, ...items] }];
  });
}

function filled(around: Json, path: readonly (string | number)[], value: Json): Json {
  const [step, ...rest] = path;
  return step === undefined || !isJsonObject(around) ? value : { ...around, [step]: filled(around[step], rest, value) };
}
