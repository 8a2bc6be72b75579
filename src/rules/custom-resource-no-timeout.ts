import { defineRule } from './rule';
import { certain, customResources, timeoutOf } from '../graph/query';

export default defineRule({
  id: 'custom-resource-no-timeout',
  severity: 'warning',
  title: 'a deployment hangs for an hour when the function of a custom resource fails',
  why: 'CloudFormation waits for an answer that a function which crashed, timed out or was throttled never sends. Without ServiceTimeout it waits an hour, and another one for the rollback.',
  event: 'an event that is not answered holds the deployment up for an hour',
  fix: 'Set serviceTimeout on the CustomResource, a little above what the function may take.',
  fixInTemplate: 'Set ServiceTimeout on the custom resource, a little above what the function may take.',
  links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html'],
  check(graph, report) {
    for (const { path, resource } of customResources(graph)) {
      if (resource.properties.ServiceTimeout !== undefined || path.mode !== 'async') continue;
      const timeout = certain(timeoutOf(path.fn));
      // Three tries and the minutes in between; of a function that may take as long as any, within the hour.
      const seconds = timeout === undefined ? 2_880 : Math.min(3600, Math.max(60, timeout * 3 + 180));
      const because = timeout === undefined ? '' : `: three tries of ${timeout} s and the minutes in between`;
      report({
        resource, property: 'ServiceTimeout', path, what: `${resource.label} has no ServiceTimeout for when ${path.fn.label} does not answer`,
        fix: `Set serviceTimeout: Duration.seconds(${seconds}) on the CustomResource${because}.`, fixInTemplate: `Set ServiceTimeout: ${seconds} on ${resource.label}${because}.`,
      });
    }
  },
});
