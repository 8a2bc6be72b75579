import { defineRule } from './rule';
import { functionNamed, pathsOf } from '../graph/query';

export default defineRule({
  id: 'permission-replaced-by-policy',
  severity: 'error',
  title: 'a resource policy wipes out the permissions of a function\'s triggers',
  why: 'AWS::Lambda::ResourcePolicy is the whole policy of the function: it replaces what AWS::Lambda::Permission added. Triggers lose their access. To SNS that is an error it does not retry, and EventBridge drops the event at once.',
  event: 'events of its triggers are no longer let in, and are dropped',
  fix: 'Use one of the two: put the statements of the permissions into the resource policy, or remove it.',
  links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html'],
  check(graph, report) {
    const permitted = new Set(graph.app.ofType('AWS::Lambda::Permission').map(({ properties }) => functionNamed(graph, properties.FunctionName)?.key));
    for (const policy of graph.app.ofType('AWS::Lambda::ResourcePolicy')) {
      const fn = functionNamed(graph, policy.properties.ResourceArn ?? policy.properties.FunctionName);
      if (!fn || !permitted.has(fn.key)) continue;
      const paths = pathsOf(graph, fn);
      if (paths.every(({ framework }) => framework)) continue;
      report({
        resource: policy, fn, paths, what: `${policy.label} is the whole policy of ${fn.label}, which also has permissions of its own: they are gone once it is deployed`,
        fix: `Put the statements of the permissions into ${policy.label}, or remove it.`,
      });
    }
  },
});
