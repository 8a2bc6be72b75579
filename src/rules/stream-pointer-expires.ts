import { defineRule } from './rule';
import { hasReader, isWatched, netsOf, pathsThrough } from '../graph/query';
import { isUnknown, number } from '../model/value';

export default defineRule({
  id: 'stream-pointer-expires',
  severity: 'warning',
  title: 'only the position of failed records is kept, and the stream forgets them before anybody looks',
  why: 'To a queue or topic Lambda sends where in the stream the failed batch is, not the records. They can be read from the stream until its retention ends, usually after 24 hours; then the message in the queue points to nothing.',
  event: 'failed records are gone before anybody looks',
  fix: 'Use an S3 bucket as on-failure destination, which gets the records too, or an alarm on the queue that somebody acts on within the retention of the stream.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html'],
  check(graph, report) {
    for (const net of [...netsOf(graph, 'mapping-destination'), ...netsOf(graph, 'pipe-dlq')]) {
      const place = net.rest.resource;
      if (net.keptAs !== 'pointer' || !place || hasReader(graph, place) || isWatched(graph, net) !== false) continue;
      for (const path of pathsThrough(graph, net)) {
        if (path.polling?.broker !== 'kinesis' && path.polling?.broker !== 'dynamodb') continue;
        // The stream of a table, for which nothing can be set, keeps as long as Kinesis does by default.
        const hours = number(path.origin?.properties.RetentionPeriodHours, 24);
        report({
          resource: net.owner, property: net.property, path,
          what: `${net.rest.text} gets positions in ${path.originText ?? path.origin?.label ?? 'the stream'}, whose records are gone after ${isUnknown(hours) || !path.origin ? 'its retention' : `${hours} hours`}, and no alarm tells anybody in time`,
          fix: `Set onFailure: new S3OnFailureDestination(bucket) on the event source to keep the records, or add an alarm on ${place.label} and act on it before the stream forgets.`,
          fixInTemplate: net.kind === 'pipe-dlq' ? `Add an AWS::CloudWatch::Alarm on ${place.label} and act on it before the stream forgets.` : `Set DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } } on ${net.owner.label} to keep the records, or add an AWS::CloudWatch::Alarm on ${place.label} and act on it before the stream forgets.`,
        });
      }
    }
  },
});
