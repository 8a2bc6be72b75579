import { isDeepStrictEqual } from 'node:util';
import { Mended, Unmended } from './fixes';
import { patched } from './patch';
import { Addition, FileEdit, Templates } from './templates';
import { BadInput, isJsonObject, Json, JsonObject } from '../read/file';

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
    if (around) return [{ file, path: path.slice(0, 2), value: filled(...sameCondition(around, items), path.slice(2)) }];
    if (Array.isArray(now)) return items.map((value, index) => ({ file, path: [...path, now.length + index], value }));
    return [{ file, path, value: now === undefined || now === null ? items : [now, ...items] }];
  });
}

/** What has only items of one condition has that condition itself: a policy without statements is none. */
function sameCondition(around: JsonObject, items: readonly Json[]): [around: JsonObject, items: Json[]] {
  const choices = items.map((item) => (isJsonObject(item) ? item['Fn::If'] : undefined));
  const [first] = choices;
  if (around.Condition !== undefined || !Array.isArray(first) || !choices.every((choice) => Array.isArray(choice) && choice[0] === first[0])) return [around, [...items]];
  const { Type: type, ...rest } = around;
  return [{ Type: type, Condition: first[0], ...rest }, choices.map((choice) => (choice as Json[])[1])];
}

function filled(around: Json, value: Json, path: readonly (string | number)[]): Json {
  const [step, ...rest] = path;
  return step === undefined || !isJsonObject(around) ? value : { ...around, [step]: filled(around[step], value, rest) };
}
