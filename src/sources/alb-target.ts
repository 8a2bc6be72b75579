import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list, string } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html',
};

/** A target group of an Application Load Balancer. */
export default defineSource({
  id: 'alb-target',
  title: 'Application Load Balancer',
  links: [facts.link],
  claims: ['AWS::ElasticLoadBalancingV2::TargetGroup'],
  * paths(app) {
    for (const group of app.ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      if (string(group.properties.TargetType) !== 'lambda') continue;
      for (const invoked of invokedAmong(app, list(group.properties.Targets).map((target) => at(target, 'Id')))) {
        yield { source: 'alb-target', kind: 'sync-alb', triggers: [group], ...syncPath(invoked, 'the client gets a 502 answer; the load balancer does not retry', facts.link) };
      }
    }
  },
});
