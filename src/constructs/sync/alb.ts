import { AddApplicationTargetsProps, ApplicationListener, ApplicationTargetGroup, HttpCodeTarget, IApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { Construct } from 'constructs';
import { everyMinute } from '../alarms';
import { Bind } from './bound';
import { facts } from '../../sources/alb-target';

export const alb = (listener: IApplicationListener, id: string, options: AddApplicationTargetsProps): Bind => (trigger, fn) => {
  const refuse = (why: string): never => { throw new Error(`${trigger.node.path}: ${why}`); };
  if (options.targets) refuse('the target is the function; remove targets, as a target group has one function and nothing else');
  if (options.port !== undefined || options.protocol !== undefined) refuse('a function has neither port nor protocol; remove them');
  if (listener.node.tryFindChild(`${id}Group`)) refuse(`${listener.node.path} has targets called ${id} already. Remove that call of addTargets; the trigger makes the target group with the same logical id.`);
  const targets = [new LambdaTarget(fn)];
  const group = listener instanceof ApplicationListener ? listener.addTargets(id, { ...options, targets }) : addTo(listener, id, { ...options, targets }, trigger);
  const name = fn.node.path;
  return {
    made: { targetGroup: group },
    verify: [group],
    counts: [
      { id: 'TargetErrorsAlarm', of: group, metric: group.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, everyMinute), says: `${name} has answered a request of the load balancer with a server error.` },
      { id: 'UserErrorsAlarm', of: group, metric: group.metrics.custom('LambdaUserError', everyMinute), says: `The load balancer could not use ${name}: it has failed, or its answer is malformed, or the load balancer may not call it.` },
      { id: 'InternalErrorsAlarm', of: group, metric: group.metrics.custom('LambdaInternalError', everyMinute), says: `Lambda or the load balancer has failed on a request to ${name}.` },
    ],
    assumed: `that it answers within the idle timeout of the load balancer, ${facts.idleTimeout} seconds unless somebody has set it`,
  };
};

/** Imported listeners take target groups only. */
function addTo(listener: IApplicationListener, id: string, options: AddApplicationTargetsProps, trigger: Construct): ApplicationTargetGroup {
  const { priority, conditions, ...rest } = options;
  const group = new ApplicationTargetGroup(trigger, 'TargetGroup', rest);
  listener.addTargetGroups(id, { priority, conditions, targetGroups: [group] });
  return group;
}
