import { check } from '../../src/check';
import { Result } from '../../src/graph/merge';
import { Net, NetKind } from '../../src/model/graph';
import { worlds } from '../../src/read/app';
import { isJsonObject, parseFile } from '../../src/read/file';
import { stackOf } from '../../src/read/template';

/** Where a stack is deployed to, as far as that is known. */
export interface Home {
  readonly account?: string;
  readonly region?: string;
}

/** Templates, each of them a stack, judged without files; by rules and sources of which none fails. */
export function judge(template: string | readonly (readonly [text: string, home: Home])[]): Result {
  const remarks: string[] = [];
  const stacks = (typeof template === 'string' ? [[template, {}] as const] : template).map(([text, home], index) => {
    const parsed = parseFile(`app${index}.yaml`, text);
    if (!isJsonObject(parsed.content)) throw new Error(`not a template: ${text}`);
    return stackOf(parsed, `Shop${index}`, remarks, home);
  });
  const result = check(worlds({ stacks, remarks }));
  expect(result.broken).toEqual([]);
  return result;
}

/** The only net of its kind. */
export function netOf({ graph }: Result, kind: NetKind): Net {
  const nets = graph.nets.filter((net) => net.kind === kind);
  if (nets.length !== 1) throw new Error(`${nets.length} nets of the kind ${kind}`);
  return nets[0];
}
