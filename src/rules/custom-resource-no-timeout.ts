import { defineRule } from './rule';
import { customResources, timeoutOf } from '../graph/query';
import { isUnknown } from '../model/value';

export default defineRule({
  id: 'custom-resource-no-timeout',
  severity: 'warning',
  title: 'a deployment hangs for an hour when the function of a custom resource fails',
  why: 'CloudFormation waits for an answer that a function which crashed, timed out or was throttled never sends. Without ServiceTimeout it waits an hour, and another one for the rollback.',
  fix: 'Set serviceTimeout on the CustomResource, a little above what the function may take.',
  links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html'],
  check(graph, report) {
    for (const { path, resource } of customResources(graph)) {
      if (resource.properties.ServiceTimeout !== undefined || path.mode !== 'async') continue;
      const timeout = timeoutOf(path.fn);
      report({
        resource, property: 'ServiceTimeout', path, what: `${resource.label} waits an hour for ${path.fn.label} when that does not answer`,
        fix: isUnknown(timeout) ? undefined : `Set serviceTimeout: Duration.seconds(${Math.min(3600, Math.max(60, timeout * 3 + 180))}) on the CustomResource: three tries of ${timeout} s and the minutes in between.`,
      });
    }
  },
});
