import { PolicyViolation } from 'aws-cdk-lib';
import { Constructs } from './constructs';
import { constructNotes, pluginName } from './message';
import { ruleOf } from '../read/acknowledged';
import { rules } from '../rules';

/** An acknowledgement with a misspelt id silences nothing, and CDK does not say so. Only those in, or around, the given stacks. */
export function unknownIds(constructs: Constructs, stackPaths: readonly string[]): PolicyViolation[] {
  const known = new Set<string>([...rules.map(({ id }) => id), ...constructNotes]);
  const near = (path: string) => path === '' || stackPaths.some((stack) => `${path}/`.startsWith(`${stack}/`) || stack.startsWith(`${path}/`));
  return [...constructs.acknowledged].filter(([path]) => near(path)).flatMap(([path, here]) => here.map(({ id }) => id)
    .filter((id) => id.startsWith(`${pluginName}::`) && !known.has(ruleOf(id)))
    .map((id) => ({
      ruleName: 'unknown-rule',
      severity: 'warning',
      description: `'${id}' is acknowledged here, but there is no such rule: it silences nothing.`,
      fix: `Take the id that the report gives after "Acknowledge with". The rules are ${[...known].join(', ')}.`,
      violatingResources: [{ constructPath: path, locations: [] }],
    })));
}
