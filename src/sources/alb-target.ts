import { defineSource, Resource, ResourceSet } from './source';
import { invokedAmong } from '../lambda/invoked';
import { resourceAt } from '../lambda/resource-at';
import { syncPath } from '../lambda/sync';
import { at, isUnknown, list, number, string, Unknown, Value } from '../model/value';

export const facts = {
  /** Seconds that a load balancer waits for the function, unless its attribute `idle_timeout.timeout_seconds` says otherwise. */
  idleTimeout: 60,
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html',
  timeoutLink: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout',
};

/** A target group of an Application Load Balancer. */
export default defineSource({
  id: 'alb-target',
  title: 'Application Load Balancer',
  links: [facts.link, facts.timeoutLink],
  claims: ['AWS::ElasticLoadBalancingV2::TargetGroup'],
  * paths(app) {
    for (const group of app.ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      if (string(group.properties.TargetType) !== 'lambda') continue;
      for (const invoked of invokedAmong(app, list(group.properties.Targets).map((target) => at(target, 'Id')))) {
        yield {
          source: 'alb-target', kind: 'sync-alb', triggers: [group],
          ...syncPath(invoked, 'the client gets a 502 answer; the load balancer does not retry', facts.link, patienceOf(app, group)),
        };
      }
    }
  },
});

/** Seconds, of the least patient load balancer that sends requests to the group; undefined when none is known here. */
function patienceOf(app: ResourceSet, group: Resource): number | Unknown | undefined {
  const timeouts = [...balancersOf(app, group)].map((balancer): number | Unknown => {
    const attribute = list(balancer.properties.LoadBalancerAttributes).find((candidate) => string(at(candidate, 'Key')) === 'idle_timeout.timeout_seconds');
    return number(at(attribute, 'Value'), facts.idleTimeout);
  });
  if (timeouts.length === 0) return undefined;
  return timeouts.find(isUnknown) ?? Math.min(...timeouts.filter((timeout): timeout is number => !isUnknown(timeout)));
}

function balancersOf(app: ResourceSet, group: Resource): ReadonlySet<Resource> {
  const sendsToGroup = (actions: Value) => list(actions).some((action) => (
    [at(action, 'TargetGroupArn'), ...list(at(action, 'ForwardConfig', 'TargetGroups')).map((target) => at(target, 'TargetGroupArn'))].some((arn) => resourceAt(app, arn)?.key === group.key)));
  const listeners = [
    ...app.ofType('AWS::ElasticLoadBalancingV2::Listener').filter(({ properties }) => sendsToGroup(properties.DefaultActions)),
    ...app.ofType('AWS::ElasticLoadBalancingV2::ListenerRule').filter(({ properties }) => sendsToGroup(properties.Actions)).map(({ properties }) => resourceAt(app, properties.ListenerArn)),
  ];
  return new Set(listeners.flatMap((listener) => (listener && resourceAt(app, listener.properties.LoadBalancerArn)) ?? []));
}
