import { defineRule } from './rule';
import { fromMappings } from '../graph/query';
import { at, list } from '../model/value';

export default defineRule({
  id: 'filter-deletes-messages',
  severity: 'info',
  title: 'a filter on a queue deletes what it does not let through',
  why: 'Lambda deletes messages that match none of the filters; they reach neither the function nor the dead-letter queue. A stream keeps such records for other readers, a queue does not.',
  event: 'such a message reaches neither the function nor a dead-letter queue',
  fix: 'Verify that nobody needs the other messages; otherwise filter where they are sent, such as in the subscription of the topic or the pattern of the rule.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html'],
  check(graph, report) {
    for (const { path, mapping } of fromMappings(graph, 'sqs')) {
      if (list(at(mapping.properties.FilterCriteria, 'Filters')).length === 0) continue;
      report({ resource: mapping, property: 'FilterCriteria', path, what: `messages of ${path.originText ?? 'the queue'} that match no filter of ${mapping.label} are deleted` });
    }
  },
});
