import { CfnElement } from 'aws-cdk-lib';
import { CustomRule, MaximumExecutionFrequency, RuleScope } from 'aws-cdk-lib/aws-config';
import { Bind } from './bound';

/** When AWS Config has the function judge resources. */
export interface ConfigSourceOptions {
  /** Name of the rule. @default - made by CloudFormation */
  readonly configRuleName?: string;

  /** What the rule is about. @default - nothing */
  readonly description?: string;

  /** What the function gets beside the event. @default - nothing */
  readonly inputParameters?: { [key: string]: any };

  /** Whether to judge a resource when it changes. At least one of this and `periodic` is needed. @default false */
  readonly configurationChanges?: boolean;

  /** Whether to judge all resources from time to time. @default false */
  readonly periodic?: boolean;

  /** How often, if `periodic`. @default MaximumExecutionFrequency.TWENTY_FOUR_HOURS */
  readonly maximumExecutionFrequency?: MaximumExecutionFrequency;

  /** The logical id of the rule, to take over one that exists with its results. @default - the one that CDK gives */
  readonly configRuleLogicalId?: string;

  /** Which resources. @default - those that the rule is triggered for */
  readonly ruleScope?: RuleScope;
}

/** AWS Config has no net for what it cannot deliver; a function that does not answer leaves the rule without a result. */
export const config = ({ configRuleLogicalId, ...options }: ConfigSourceOptions): Bind => (scope, fn) => {
  if (!options.configurationChanges && !options.periodic) throw new Error(`${scope.node.path}: a rule of AWS Config needs configurationChanges: true, periodic: true, or both`);
  const rule = new CustomRule(scope, 'ConfigRule', { ...options, lambdaFunction: fn });
  if (configRuleLogicalId !== undefined) (rule.node.defaultChild as CfnElement).overrideLogicalId(configRuleLogicalId);
  return { invoker: { service: 'config.amazonaws.com', sourceArn: rule.configRuleArn } };
};
