import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { IAlias, IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';
import { everyMinute } from './alarms';

/**
 * A metric that Lambda has for what was called: the function, a version or an alias. The metrics of `Version` in aws-cdk-lib
 * name the ARN as `Resource`, where Lambda writes name and version, and so stay empty.
 */
export function callMetric(fn: IFunction, metricName: string, options: MetricOptions = {}): Metric {
  const { aliasName } = fn as Partial<IAlias>;
  const { version, lambda } = fn as Partial<IVersion>;
  const base = lambda ?? fn;
  const qualifier = aliasName ?? version;
  const dimensionsMap = { FunctionName: base.functionName, ...qualifier === undefined ? {} : { Resource: `${base.functionName}:${qualifier}` } };
  return new Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap, ...everyMinute, ...options });
}
