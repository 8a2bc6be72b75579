import { Stack, Token } from 'aws-cdk-lib';
import { experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { Function, IAlias, IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { resourceOf, timeoutOf } from '../existing-function';
import { Bind } from './bound';
import { facts } from '../../sources/lambda-edge';

/** How CloudFront calls the function. */
export interface EdgeCallerOptions {
  /** Whether the function gets the body of the request; for request events only. @default false */
  readonly includeBody?: boolean;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const limits = { region: 'us-east-1', viewerMemory: 128, storage: 512 };

export const edge = (eventType: LambdaEdgeEventType, { includeBody }: EdgeCallerOptions): Bind => (trigger, fn) => {
  const viewer = eventType === LambdaEdgeEventType.VIEWER_REQUEST || eventType === LambdaEdgeEventType.VIEWER_RESPONSE;
  const functionVersion = versionOf(trigger, fn);
  for (const [what, instead] of [...contradictions(fn, viewer)]) throw new Error(`${trigger.node.path}: ${fn.node.path} ${what}, which CloudFront refuses for ${eventType}. ${instead}`);
  if (includeBody && (eventType === LambdaEdgeEventType.ORIGIN_RESPONSE || eventType === LambdaEdgeEventType.VIEWER_RESPONSE)) {
    throw new Error(`${trigger.node.path}: includeBody is for request events; leave it out for ${eventType}`);
  }
  return {
    made: { edgeLambda: { functionVersion, eventType, includeBody } },
    verify: [fn],
    counts: [],
    functionCounts: 'elsewhere',
    assumed: `that it answers within ${viewer ? facts.viewerTimeout : facts.originTimeout} seconds, and has neither a VPC, layers, a dead-letter queue, environment variables, tracing nor reserved concurrency`,
  };
};

/** Lambda@Edge copies a numbered version to where the viewers are. */
function versionOf(trigger: Construct, fn: IFunction): IVersion {
  if ((fn as Partial<IAlias>).aliasName !== undefined) throw new Error(`${trigger.node.path}: ${fn.node.path} is an alias; Lambda@Edge takes numbered versions only. Use the function itself, and its current version is taken.`);
  if (fn instanceof Function) return fn.currentVersion;
  const { version } = fn as Partial<IVersion>;
  if (version === undefined || version === '$LATEST') throw new Error(`${trigger.node.path}: ${fn.node.path} has no number; Lambda@Edge takes numbered versions only. Use lambda.Version.fromVersionArn(…).`);
  return fn as IVersion;
}

/** Only what is certain when the trigger is made; the rule edge-unsupported sees the rest. */
function* contradictions(fn: IFunction, viewer: boolean): Iterable<readonly [what: string, instead: string]> {
  const { region, resolve } = { region: Stack.of(fn).region, resolve: (value: unknown): unknown => Stack.of(fn).resolve(value) };
  const resource = resourceOf(fn);
  const timeout = timeoutOf(fn)?.toSeconds();
  const limit = viewer ? facts.viewerTimeout : facts.originTimeout;
  if (resource && !(fn instanceof experimental.EdgeFunction) && !Token.isUnresolved(region) && region !== limits.region) {
    yield [`is in ${region}`, `Make it in a stack with env: { region: '${limits.region}' }, or use cloudfront.experimental.EdgeFunction.`];
  }
  if (timeout !== undefined && timeout > limit) yield [`may run for ${timeout} s`, `Set timeout: Duration.seconds(${limit}) or less.`];
  if (!resource) return;
  const memory = resolve(resource.memorySize);
  if (viewer && typeof memory === 'number' && memory > limits.viewerMemory) yield [`has ${memory} MB of memory`, `Set memorySize: ${limits.viewerMemory}.`];
  const storage = resolve(resource.ephemeralStorage) as { readonly size?: unknown } | undefined;
  if (typeof storage?.size === 'number' && storage.size > limits.storage) yield [`has ${storage.size} MB of ephemeral storage`, `Set ephemeralStorageSize: Size.mebibytes(${limits.storage}), or leave it out.`];
  if (resolve(resource.deadLetterConfig) !== undefined) yield ['has a dead-letter queue', 'Remove deadLetterQueue: the viewer gets the error, nothing is ever written there.'];
  if (resolve(resource.vpcConfig) !== undefined) yield ['is in a VPC', 'Remove vpc.'];
  const layers = resolve(resource.layers);
  if (Array.isArray(layers) && layers.length > 0) yield ['has layers', 'Remove layers, and bundle the code instead.'];
  if ((resolve(resource.tracingConfig) as { readonly mode?: unknown } | undefined)?.mode === 'Active') yield ['has X-Ray tracing', 'Remove tracing.'];
  if (resolve(resource.reservedConcurrentExecutions) !== undefined) yield ['has reserved concurrency', 'Remove reservedConcurrentExecutions.'];
  if (resolve(resource.packageType) === 'Image') yield ['is a container image', 'Use code of Node.js or Python.'];
  const architectures = resolve(resource.architectures);
  if (Array.isArray(architectures) && architectures.includes('arm64')) yield ['is for arm64', 'Use Architecture.X86_64.'];
}
