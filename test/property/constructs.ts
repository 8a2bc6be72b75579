import { CfnCondition, CfnMapping, CfnParameter, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnConfigRule } from 'aws-cdk-lib/aws-config';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CfnCluster } from 'aws-cdk-lib/aws-msk';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnReceiptRule } from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Template } from './cloudformation';
import { isJsonObject, Json, JsonObject } from '../../src/read/file';

type L1 = new (scope: Construct, id: string, props: never) => CfnResource;

const classes: { readonly [type: string]: L1 } = Object.fromEntries([
  CfnAlarm, CfnUserPool, CfnTable, CfnRule, CfnPolicy, CfnRole, CfnTopicRule, CfnStream, CfnPipe, CfnBucket, CfnSchedule, CfnStateMachine,
  CfnPipeline, CfnConfigRule, CfnTargetGroup, CfnKey, CfnCluster, CfnReceiptRule, appsync.CfnGraphQLApi, appsync.CfnDataSource, appsync.CfnResolver,
  ec2.CfnVPC, ec2.CfnSubnet, ec2.CfnRouteTable, ec2.CfnSubnetRouteTableAssociation, ec2.CfnRoute, ec2.CfnInternetGateway, ec2.CfnNatGateway,
  apigateway.CfnRestApi, apigateway.CfnMethod, apigatewayv2.CfnApi, apigatewayv2.CfnIntegration, logs.CfnLogGroup, logs.CfnSubscriptionFilter,
  lambda.CfnAlias, lambda.CfnEventInvokeConfig, lambda.CfnEventSourceMapping, lambda.CfnFunction, lambda.CfnPermission, lambda.CfnUrl, lambda.CfnVersion,
  sns.CfnSubscription, sns.CfnTopic, sqs.CfnQueue, sqs.CfnQueuePolicy,
].map((its) => [its.CFN_RESOURCE_TYPE_NAME, its as unknown as L1]));

/** What CDK takes as it is, in the words of CloudFormation. */
const plainJson = new Set(['PolicyDocument', 'AssumeRolePolicyDocument', 'RedrivePolicy', 'FilterPolicy', 'EventPattern', 'Definition', 'DefinitionSubstitutions', 'KeyPolicy', 'Configuration']);

/**
 * A template as constructs of the first level: references are the attributes of the constructs, so that CDK carries those between stacks.
 * Each resource goes into the stack that `stackOf` chooses.
 */
export function levelOne(template: Template, stackOf: (id: string) => Stack): void {
  const made = new Map<string, CfnResource>();
  const scopes = new Map<Stack, Scope>();
  const scopeOf = (id: string): Scope => {
    const stack = stackOf(id);
    return scopes.get(stack) ?? scopes.set(stack, new Scope(stack, template)).get(stack)!;
  };
  const make = (id: string): CfnResource => {
    const known = made.get(id);
    if (known) return known;
    const { Type: type, Properties: properties, Condition: condition } = template.Resources[id];
    const scope = scopeOf(id);
    const its = classes[String(type)];
    const props = scope.props((properties ?? {}) as JsonObject, its !== undefined, make);
    const resource = its ? new its(scope.stack, id, props as never) : new CfnResource(scope.stack, id, { type: String(type), properties: props as never });
    if (condition !== undefined) resource.cfnOptions.condition = scope.conditions[String(condition)];
    made.set(id, resource);
    return resource;
  };
  Object.keys(template.Resources).forEach(make);
}

/** What one stack has beside its resources. */
class Scope {
  public readonly conditions: { readonly [name: string]: CfnCondition };
  private readonly parameters: { readonly [name: string]: CfnParameter };

  constructor(public readonly stack: Stack, template: Template) {
    const each = (section: Json | undefined) => Object.entries(isJsonObject(section) ? section as { readonly [name: string]: JsonObject } : {});
    this.parameters = Object.fromEntries(each(template.Parameters)
      .map(([name, { Type: type, Default: fallback }]) => [name, new CfnParameter(stack, name, { type: String(type), default: fallback })]));
    for (const [name, mapping] of each(template.Mappings)) new CfnMapping(stack, name, { mapping: mapping as never });
    this.conditions = Object.fromEntries(each(template.Conditions)
      .map(([name, expression]) => [name, new CfnCondition(stack, name, { expression: this.props(expression, false, () => undefined) as never })]));
  }

  /** A value for a construct; keys are written as CDK has them, where they are those of the resource itself. */
  public props(value: Json, camel: boolean, resource: (id: string) => CfnResource | undefined): unknown {
    if (Array.isArray(value)) return value.map((item) => this.props(item, camel, resource));
    if (!isJsonObject(value)) return value;
    const [key, inner] = Object.entries(value)[0] ?? [];
    if (key === 'Ref' && typeof inner === 'string') {
      if (inner in this.parameters) return this.parameters[inner].valueAsString;
      return inner.startsWith('AWS::') ? Token.asString(value) : resource(inner)!.ref;
    }
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return Token.asString(resource(String(inner[0]))!.getAtt(String(inner[1])));
    // Functions stand for what is below them as CloudFormation writes it.
    const isFunction = key?.startsWith('Fn::') === true;
    if (isFunction) return Token.asString({ [key]: this.props(inner, false, resource) });
    return Object.fromEntries(Object.entries(value)
      .map(([name, item]) => [camel ? name[0].toLowerCase() + name.slice(1).replace('DB', 'Db') : name, this.props(item, camel && !plainJson.has(name), resource)]));
  }
}
