import { buildGraph } from './graph/build';
import { mergeWorlds, Result } from './graph/merge';
import { BrokenParts } from './model/broken';
import { Finding } from './model/finding';
import { FailureGraph } from './model/graph';
import { World } from './model/resource';
import { rules } from './rules';
import { Rule } from './rules/rule';

/** The program: resources in, paths and findings out; once per state of the app's conditions, then put together. */
export function check(worlds: readonly World[]): Result {
  return mergeWorlds(worlds.map(({ set, when }) => {
    const graph = buildGraph(set);
    return { graph, ...judge(graph), when };
  }));
}

function judge(graph: FailureGraph): Pick<Result, 'findings' | 'broken'> {
  const findings = new Map<string, Finding>();
  const broken = new BrokenParts();
  broken.add(...graph.broken);
  for (const rule of rules) {
    // A fault of ours must neither pass for a clean app nor keep the other rules from being heard.
    broken.guard(`the rule ${rule.id}`, () => run(rule, graph, (finding) => {
      const key = `${finding.rule}|${finding.resource.key}|${finding.property}|${finding.fn?.key}|${finding.what}`;
      const before = findings.get(key);
      if (!before) return void findings.set(key, finding);
      // Of several ways to mend it one is told, whichever path came first.
      findings.set(key, { ...finding.fix < before.fix ? finding : before, triggers: union(before.triggers, finding.triggers), paths: union(before.paths, finding.paths) });
    }));
  }
  return { findings: [...findings.values()], broken: broken.all };
}

function run(rule: Rule, graph: FailureGraph, add: (finding: Finding) => void): void {
  rule.check(graph, ({ resource, property, path, fn = path?.fn, paths = path ? [path] : [], what, event = rule.event, fix, fixInTemplate, mend, severity }) => {
    if (path?.framework) return;
    const { fix: line, fixInTemplate: lineInTemplate } = fix === undefined ? rule : { fix, fixInTemplate };
    add({
      rule: rule.id, severity: severity ?? rule.severity, title: rule.title, what, event, why: rule.why, docs: rule.links[0], mend,
      // Who has no constructs writes templates.
      fix: resource.path === undefined ? lineInTemplate ?? line : line,
      resource, property, fn, triggers: path?.triggers ?? [], paths: paths.filter(({ framework }) => !framework),
    });
  });
}

const union = <T>(one: readonly T[], other: readonly T[]): readonly T[] => [...new Set([...one, ...other])];
