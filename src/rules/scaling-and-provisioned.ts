import { defineRule } from './rule';
import { fromMappings } from '../graph/query';
import { at } from '../model/value';

export default defineRule({
  id: 'scaling-and-provisioned',
  severity: 'error',
  title: 'a mapping with both a maximum concurrency and provisioned pollers',
  why: 'Lambda refuses a mapping that has both: the deployment fails, and the queue has no reader.',
  event: 'Lambda refuses the mapping, and messages expire unread',
  fix: 'Keep one of maxConcurrency and provisionedPollerConfig.',
  fixInTemplate: 'Keep one of ScalingConfig and ProvisionedPollerConfig.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html'],
  check(graph, report) {
    for (const { path, mapping } of fromMappings(graph)) {
      if (at(mapping.properties.ScalingConfig, 'MaximumConcurrency') === undefined || mapping.properties.ProvisionedPollerConfig === undefined) continue;
      report({ resource: mapping, property: 'ProvisionedPollerConfig', path, what: `${mapping.label} has both ScalingConfig and ProvisionedPollerConfig`, fix: 'Remove maxConcurrency, or provisionedPollerConfig.', fixInTemplate: 'Remove ScalingConfig or ProvisionedPollerConfig from the event source mapping.' });
    }
  },
});
