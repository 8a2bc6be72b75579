import { defineRule } from './rule';
import { targetOf } from '../graph/query';
import { string } from '../model/value';

export default defineRule({
  id: 'target-input-invalid',
  severity: 'error',
  title: 'the input of a rule\'s target is refused by EventBridge',
  why: 'Input has to be JSON, and only one of Input, InputPath and InputTransformer may be there. EventBridge refuses the target when it is deployed, and CDK does not notice before.',
  event: 'EventBridge refuses the target, and no event reaches the function',
  fix: 'Use RuleTargetInput.fromObject or fromText, which write JSON.',
  fixInTemplate: 'Keep one of them, and write JSON: Input: \'{"key": "value"}\'.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'events-rule') continue;
      const target = targetOf(path);
      if (!target) continue;
      const given = ['Input', 'InputPath', 'InputTransformer'].filter((name) => target[name] !== undefined);
      const text = string(target.Input);
      const rule = path.triggers[0];
      if (given.length > 1) report({ resource: rule, property: 'Targets', path, what: `the target ${path.fn.label} of ${rule.label} has ${given.join(' and ')}`, fix: `Remove all but one of ${given.join(', ')}.` });
      if (text !== undefined && !isJson(text)) report({ resource: rule, property: 'Targets', path, what: `the Input of the target ${path.fn.label} of ${rule.label} is not JSON: ${text.slice(0, 40)}` });
    }
  },
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
