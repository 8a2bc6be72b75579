import { defineRule } from './rule';
import { asynchronous, functionNamed, pathsBy } from '../graph/query';
import { FailureGraph, Path } from '../model/graph';
import { Resource } from '../model/resource';
import { at, list, show, string } from '../model/value';

export default defineRule({
  id: 'response-only-destination',
  severity: 'warning',
  title: 'a rule for the results of a function that misses some of them',
  why: 'Lambda sends its results to an event bus as events, and a rule picks them up. AWS has used both lambda and aws.lambda as their source, and the resource names the qualifier that was invoked: a pattern for one source and for $LATEST alone lets the rest pass by. The L2 LambdaDestination with responseOnly writes such a rule, with a target that has no dead-letter queue.',
  event: 'a failed event whose result the rule does not match goes nowhere',
  fix: 'Use EventBridgeDestination with a rule of your own: source ["lambda", "aws.lambda"], the resource by prefix, and a dead-letter queue on the target.',
  fixInTemplate: 'Use source: [lambda, aws.lambda] and the resource by prefix in EventPattern, and DeadLetterConfig on the target.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const rule of graph.app.ofType('AWS::Events::Rule')) {
      const pattern = rule.properties.EventPattern;
      const types = list(at(pattern, 'detail-type')).map(string);
      if (!types.some((type) => type?.startsWith('Lambda Function Invocation Result'))) continue;
      const sources = list(at(pattern, 'source')).map(string);
      const missing = sources.length === 0 ? undefined : ['lambda', 'aws.lambda'].find((source) => !sources.includes(source) && sources.every((each) => each !== undefined));
      const latestOnly = list(at(pattern, 'resources')).length > 0 && list(at(pattern, 'resources')).every((resource) => show(resource).endsWith(':$LATEST'));
      if (missing === undefined && !latestOnly) continue;
      for (const path of concerned(graph, rule)) {
        report({
          resource: rule, property: 'EventPattern', path,
          fix: 'Use EventBridgeDestination with a rule of your own: eventPattern: { source: [\'lambda\', \'aws.lambda\'], detailType: [Match.prefix(\'Lambda Function Invocation Result\')], resources: Match.prefix(fn.functionArn) }, and deadLetterQueue on the target.',
          fixInTemplate: `Set source: [lambda, aws.lambda] and resources: [{ prefix: the ARN of the function }] in EventPattern of ${rule.label}, and DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } on its target.`,
          what: `${rule.label} picks up results of a function ${[missing === undefined ? '' : `only from the source ${sources.join(', ')}`, latestOnly ? 'only of $LATEST, not of aliases and versions' : ''].filter((part) => part !== '').join(' and ')}`,
        });
      }
    }
  },
});

/** Who is invoked with the results; where that is no function, those whose results they are: the ones that the pattern names, or all that send some to a bus. */
function concerned(graph: FailureGraph, rule: Resource): readonly Path[] {
  const invoked = pathsBy(graph, rule);
  if (invoked.length > 0) return invoked;
  const named = new Set(list(at(rule.properties.EventPattern, 'resources')).flatMap((resource) => functionNamed(graph, resource)?.key ?? []));
  return asynchronous(graph).filter(({ fn, outcome: { nets } }) => (named.size > 0 ? named.has(fn.key) : nets.some(({ rest }) => rest.kind === 'bus')));
}
