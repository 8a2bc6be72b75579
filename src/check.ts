import { buildGraph } from './graph/build';
import { mergeWorlds, Result } from './graph/merge';
import { Finding } from './model/finding';
import { FailureGraph } from './model/graph';
import { World } from './model/resource';
import { rules } from './rules';
import { Rule } from './rules/rule';

/** The program: resources in, paths and findings out; once per state of the app's conditions, then put together. */
export function check(worlds: readonly World[]): Result {
  return mergeWorlds(worlds.map(({ set, when }) => {
    const graph = buildGraph(set);
    return { graph, findings: judge(graph), when };
  }));
}

function judge(graph: FailureGraph): Finding[] {
  const findings = new Map<string, Finding>();
  for (const rule of rules) {
    run(rule, graph, (finding) => {
      const key = `${finding.rule}|${finding.resource.key}|${finding.property}|${finding.fn?.key}|${finding.what}`;
      const before = findings.get(key);
      if (!before) return void findings.set(key, finding);
      findings.set(key, { ...before, triggers: [...new Set([...before.triggers, ...finding.triggers])] });
    });
  }
  return [...findings.values()];
}

function run(rule: Rule, graph: FailureGraph, add: (finding: Finding) => void): void {
  try {
    rule.check(graph, ({ resource, property, path, fn = path?.fn, what, fix, mend, severity }) => {
      if (path?.framework) return;
      add({
        rule: rule.id, severity: severity ?? rule.severity, title: rule.title, what, why: rule.why, fix: fix ?? rule.fix, docs: rule.links[0], mend,
        resource, property, fn, triggers: path?.triggers ?? [],
      });
    });
  } catch (error) {
    // A fault of ours must not pass for a clean app: say which rule it was.
    throw new Error(`the rule ${rule.id} failed: ${(error as Error).message}`, { cause: error });
  }
}
