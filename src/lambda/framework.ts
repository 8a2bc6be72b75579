import { Resource } from '../model/resource';
import { string } from '../model/value';

/**
 * Functions that CDK adds to an app by itself. Nobody who writes a CDK app can or should wire their error handling, so
 * they are shown but never reported. Recognised by what CDK always gives them: fixed logical ids, fixed construct paths
 * and, for the provider framework, its description.
 */
const ids = [
  /^LogRetention[a-f0-9]{32}/,
  /^BucketNotificationsHandler[a-f0-9]{32}/,
  /^CustomCDKBucketDeployment[A-F0-9]{32}/,
  /^AWS[a-f0-9]{32}[A-F0-9]{8}$/, // AwsCustomResource
  /^AWSCDK[A-Za-z]+CustomResourceProviderHandler[A-F0-9]{8}$/,
  /^Custom(S3AutoDeleteObjects|VpcRestrictDefaultSG|CrossRegionExport(Writer|Reader)|ECRAutoDeleteImages|AWSCDKOpenIdConnectProvider|AWSCDKEBSSnapshot|CrossRegionStringParameterReader\w*|DescribeCognitoUserPoolClient|EKS\w*|DynamoDBReplica|AWSCDKCfnUtilsProvider|RedshiftClusterReboot\w*|SsmParameterReader\w*|SynthesisExport\w*|S3ObjectLambda\w*)CustomResourceProviderHandler[A-F0-9]{8}$/,
  /^SingletonLambda[a-f0-9]{32}[A-F0-9]{8}$/,
  /(?:framework(?:onEvent|isComplete|onTimeout))[A-F0-9]{8}$/,
  /^QueryRedshiftDatabase[a-f0-9]{32}/,
  /^OpenSearchAccessPolicy[a-f0-9]{32}|^DescribeUserPoolClient[a-f0-9]{32}/,
];

const paths = [
  /\/LogRetention[a-f0-9]{32}\/Resource$/,
  /\/BucketNotificationsHandler[a-f0-9]{32}\/Resource$/,
  /\/Custom::(CDKBucketDeployment[A-F0-9]{32}|S3AutoDeleteObjects|VpcRestrictDefaultSG|CrossRegionExport|ECRAutoDeleteImages|AWSCDK)/,
  /\/framework-(onEvent|isComplete|onTimeout)\/Resource$/,
  /\/AWS[a-f0-9]{32}\/Resource$/,
  /@aws-cdk--aws-(eks|dynamodb|rds|cognito|redshift)\./,
];

/** In all of these, or in the id of the nested stack around them. Most functions are none, and need neither the patterns nor their path. */
const traces = ['LogRetention', 'NotificationsHandler', 'Custom', 'framework', 'AWS', 'awscdk', 'SingletonLambda', 'QueryRedshift', 'OpenSearchAccess', 'DescribeUserPool'];

export function isFramework(fn: Resource): boolean {
  if (traces.some((trace) => fn.key.includes(trace))) {
    if (ids.some((pattern) => pattern.test(fn.id))) return true;
    const { path } = fn;
    if (path !== undefined && paths.some((pattern) => pattern.test(path))) return true;
  }
  return string(fn.properties.Description)?.startsWith('AWS CDK resource provider framework - ') ?? false;
}
