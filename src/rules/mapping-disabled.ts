import { defineRule } from './rule';
import { fromMappings } from '../graph/query';

export default defineRule({
  id: 'mapping-disabled',
  severity: 'warning',
  title: 'an event source mapping that is switched off',
  why: 'Nobody reads the queue or stream. Its messages grow old and are deleted when the retention ends, without any of them having failed.',
  event: 'no event is processed, and each expires unread',
  fix: 'Remove enabled: false, or the mapping if it is not needed any more.',
  fixInTemplate: 'Remove Enabled: false, or the mapping if it is not needed any more.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html'],
  check(graph, report) {
    for (const { path, mapping } of fromMappings(graph)) {
      if (path.polling.enabled !== false) continue;
      report({
        resource: mapping, property: 'Enabled', path,
        what: `${mapping.label}, which reads from ${path.originText ?? path.origin?.label ?? 'its source'}, is disabled`,
        fix: 'Remove enabled: false, or the event source if it is not needed any more.', fixInTemplate: 'Remove Enabled: false, or the mapping if it is not needed any more.',
      });
    }
  },
});
