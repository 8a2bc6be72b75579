import { defineRule } from './rule';
import { Resource } from '../model/resource';
import { at, list, number, string } from '../model/value';

export default defineRule({
  id: 'edge-unsupported',
  severity: 'error',
  title: 'a function at CloudFront with what Lambda@Edge does not support',
  why: 'CloudFront refuses to deploy such a function. A dead-letter queue among it would catch nothing anyway: the viewer waits for the answer.',
  event: 'CloudFront refuses the function, and no event reaches it',
  fix: 'Remove it from the function.',
  links: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'lambda-edge') continue;
      if (path.qualifier.key === '$LATEST' || path.qualifier.resource?.type === 'AWS::Lambda::Alias') {
        report({
          resource: path.triggers[0], path, what: `${path.triggers[0].label} names ${path.fn.label} without a version; Lambda@Edge takes numbered versions only`,
          fix: 'Use fn.currentVersion.', fixInTemplate: `Use !Ref of an AWS::Lambda::Version of ${path.fn.id}.`,
        });
      }
      for (const [property, what] of unsupported(path.fn)) report({ resource: path.fn, property, path, what: `${path.fn.label} is at ${path.triggers[0].label} and has ${what}`, fix: `Remove ${property} (${what}) from ${path.fn.label}.` });
    }
  },
});

function* unsupported({ properties }: Resource): Iterable<readonly [property: string, what: string]> {
  if (properties.DeadLetterConfig !== undefined) yield ['DeadLetterConfig', 'a dead-letter queue'];
  if (list(at(properties.VpcConfig, 'SubnetIds')).length > 0) yield ['VpcConfig', 'a VPC'];
  if (list(properties.Layers).length > 0) yield ['Layers', 'layers'];
  if (string(at(properties.TracingConfig, 'Mode')) === 'Active') yield ['TracingConfig', 'X-Ray tracing'];
  if (number(properties.ReservedConcurrentExecutions, undefined) !== undefined) yield ['ReservedConcurrentExecutions', 'reserved concurrency'];
  if (properties.PackageType === 'Image') yield ['PackageType', 'a container image'];
  if (list(properties.Architectures).includes('arm64')) yield ['Architectures', 'the arm64 architecture'];
}
