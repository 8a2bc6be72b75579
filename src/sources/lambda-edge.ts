import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list, string, Value } from '../model/value';

export const facts = {
  /** Seconds. */
  viewerTimeout: 5,
  originTimeout: 30,
  link: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-testing-debugging.html',
};

/** Lambda@Edge: a numbered version on a behaviour of a CloudFront distribution. */
export default defineSource({
  id: 'lambda-edge',
  title: 'Amazon CloudFront Lambda@Edge',
  links: [facts.link],
  claims: ['AWS::CloudFront::Distribution'],
  * paths(app) {
    for (const distribution of app.ofType('AWS::CloudFront::Distribution')) {
      const config = distribution.properties.DistributionConfig;
      const behaviours = [at(config, 'DefaultCacheBehavior'), ...list(at(config, 'CacheBehaviors'))];
      const associations = behaviours.flatMap((behaviour) => list(at(behaviour, 'LambdaFunctionAssociations')));
      const arnsOf = (those: readonly Value[]) => those.map((association) => at(association, 'LambdaFunctionARN'));
      const viewers = new Set(invokedAmong(app, arnsOf(associations.filter(isViewer))).map(({ fn }) => fn));
      for (const invoked of invokedAmong(app, arnsOf(associations))) {
        const limit = viewers.has(invoked.fn) ? facts.viewerTimeout : facts.originTimeout;
        yield { source: 'lambda-edge', kind: 'sync-edge', triggers: [distribution], origin: distribution, ...syncPath(invoked, 'the viewer gets a 502 or 503 answer', facts.link, limit) };
      }
    }
  },
});

const isViewer = (association: Value) => string(at(association, 'EventType'))?.startsWith('viewer-') === true;
