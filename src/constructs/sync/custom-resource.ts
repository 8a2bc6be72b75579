import { CfnResource, CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AsyncProcessing, configureAsync } from '../async-processing';
import { timeoutOf } from '../existing-function';
import { Bind } from './bound';
import { asyncFacts } from '../../lambda/async';

/** How a custom resource calls the function. */
export interface CustomResourceCallerOptions {
  /** What the function gets as `ResourceProperties`. @default - nothing */
  readonly properties?: { [key: string]: any };

  /**
   * The type of the resource: `Custom::` and up to 60 letters, digits and `_@-`.
   *
   * @default - AWS::CloudFormation::CustomResource
   */
  readonly resourceType?: string;

  /** What happens to the resource when it leaves the stack. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long CloudFormation waits for the answer. Range: the timeout of the function to one hour.
   *
   * @default - what all tries of the function can take, with the waits in between, and a minute: 4½ minutes for a function with
   * a timeout of 10 seconds
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceTimeout?: Duration;

  /**
   * What happens to a request on which the function fails: CloudFormation calls asynchronously, although it waits. The request holds
   * the URL to which an answer can still be sent by hand, so that nobody has to wait for the end of `serviceTimeout`.
   *
   * @default - two retries, then a new dead-letter queue
   */
  readonly processing?: AsyncProcessing;

  /**
   * The logical id of the resource, to take over one that exists. With another one CloudFormation would delete what the
   * function has made.
   *
   * @default - made from the path of the trigger
   */
  readonly resourceLogicalId?: string;
}

/** Seconds. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
const limits = { serviceTimeout: 3600, slack: 60 };

/** Seconds until the first and until the second retry: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const waits = [60, 120];

export const customResource = ({ processing, serviceTimeout, resourceLogicalId, ...options }: CustomResourceCallerOptions): Bind => (trigger, fn, alarmOptions) => {
  const timeout = timeoutOf(fn);
  const given = serviceTimeout === undefined || serviceTimeout.isUnresolved() ? undefined : serviceTimeout.toSeconds();
  const seconds = timeout?.toSeconds() ?? 900;
  const retries = processing?.retryAttempts ?? asyncFacts.retryAttempts;
  const fitting = Math.min((retries + 1) * seconds + waits.slice(0, retries).reduce((sum, wait) => sum + wait, 0) + limits.slack, limits.serviceTimeout);
  if (given !== undefined && (given < 1 || given > limits.serviceTimeout)) throw new Error(`${trigger.node.path}: serviceTimeout is ${given} s; CloudFormation takes 1 to 3600. Leave it out, or set Duration.seconds(${fitting}).`);
  if (given !== undefined && timeout && given < seconds) {
    throw new Error(`${trigger.node.path}: serviceTimeout is ${given} s, but ${fn.node.path} may run for ${seconds} s: CloudFormation would give up while it runs, and roll back. Set Duration.seconds(${fitting}), or leave it out.`);
  }
  const { alarms } = configureAsync(trigger, fn, processing, alarmOptions);
  const resource = new CustomResource(trigger, 'Resource', { ...options, serviceToken: fn.functionArn, serviceTimeout: serviceTimeout ?? Duration.seconds(fitting) });
  const raw = resource.node.defaultChild as CfnResource;
  // CDK writes it as text, which its own check of templates then warns of.
  if (!serviceTimeout) raw.addPropertyOverride('ServiceTimeout', fitting);
  if (resourceLogicalId !== undefined) raw.overrideLogicalId(resourceLogicalId);
  return {
    made: { customResource: resource },
    verify: [resource, fn],
    counts: [], alarms,
    assumed: serviceTimeout ? undefined : `that it may run for 15 minutes at most, which the service timeout of ${fitting} s was made for; set serviceTimeout when it is less`,
  };
};
