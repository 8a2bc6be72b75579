import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSubscriptionFilter, FilterPattern, IFilterPattern, ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Bind } from './bound';
import { Alarms, everyMinute } from '../alarms';

/** Which log events invoke the function. */
export interface LogsSourceOptions {
  /** Which log events. @default - all */
  readonly filterPattern?: IFilterPattern;

  /** Name of the subscription filter. @default - made by CloudFormation */
  readonly filterName?: string;

  /**
   * The logical id of the subscription filter, to take over one that exists. A log group has two filters at most.
   *
   * @default - the one that CDK gives
   */
  readonly filterLogicalId?: string;
}

/** CloudWatch Logs tries for 24 hours, not at all when the permission or the function is missing, and has no net. */
export const logs = (logGroup: ILogGroup, { filterPattern = FilterPattern.allEvents(), filterName, filterLogicalId }: LogsSourceOptions): Bind => (scope, fn, options) => {
  const filter = new SubscriptionFilter(scope, 'SubscriptionFilter', { logGroup, filterPattern, filterName, destination: new LambdaDestination(fn) });
  const resource = filter.node.defaultChild as CfnSubscriptionFilter;
  if (filterLogicalId !== undefined) resource.overrideLogicalId(filterLogicalId);
  const undelivered = (given = {}) => new Metric({
    namespace: 'AWS/Logs', metricName: 'DeliveryErrors', dimensionsMap: { LogGroupName: logGroup.logGroupName, DestinationType: 'Lambda', FilterName: filterName ?? resource.ref },
    ...everyMinute, ...given,
  });
  const alarms = new Alarms(scope, options);
  alarms.add('UndeliveredAlarm', { metric: undelivered(), says: `CloudWatch Logs could not deliver log events of ${logGroup.node.path} to ${fn.node.path}; it tries for 24 hours and then drops them. Is the function there, and may the log group invoke it?` });
  return { invoker: { service: 'logs.amazonaws.com', sourceArn: logGroup.logGroupArn }, alarms: alarms.all, undelivered };
};
