import { defineRule } from './rule';
import { feedsItself } from '../graph/query';
import { string } from '../model/value';

/** What the recursion detection of Lambda sees. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
const stops = new Set(['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket']);

export default defineRule({
  id: 'recursion',
  severity: 'warning',
  title: 'a function that can feed its own trigger',
  why: 'What the function writes there invokes it again. One event becomes an endless chain, which Lambda stops after about 16 rounds, and only for loops through SQS, SNS and S3 with a recent SDK; what is stopped is a failed event. Through a stream, a table or a bus nothing stops it.',
  event: 'one event may invoke the function again and again',
  fix: 'Write to another place than the one that invokes the function, or narrow trigger and permission to different prefixes.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      const action = feedsItself(graph, path);
      if (!action || !path.origin) continue;
      const allowed = string(path.fn.properties.RecursiveLoop) === 'Allow';
      report({
        resource: path.fn, path, severity: allowed ? 'info' : undefined,
        what: `${path.fn.label} is invoked by ${path.origin.label}, and its role may call ${action} there${allowed ? '; RecursiveLoop: Allow says that this is intended' : ''}`,
        event: `one event may invoke the function again and again, ${!allowed && stops.has(path.origin.type) ? 'until Lambda stops that and the event counts as failed' : 'and nothing stops that'}`,
        fix: allowed ? 'Acknowledge this with what ends the loop: Lambda does not.'
          : path.origin.type === 'AWS::S3::Bucket' ? 'Write to another bucket, or give the notification a prefix filter and grant the write under another prefix only: bucket.grantPut(fn, \'output/*\').'
            : `Write to another place than ${path.origin.label}, remove the permission, or set recursiveLoop: RecursiveLoop.ALLOW if the loop is intended and ends.`,
        fixInTemplate: allowed ? undefined
          : path.origin.type === 'AWS::S3::Bucket' ? `Write to another bucket, or give the notification a prefix filter and allow the write under another prefix only: Resource: !Sub \${${path.origin.id}.Arn}/output/*.`
            : `Write to another place than ${path.origin.label}, remove the permission, or set RecursiveLoop: Allow if the loop is intended and ends.`,
      });
    }
  },
});
