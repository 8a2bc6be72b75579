import { App, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The policies of a synthesized stack, with ARNs in the place of references. */

export const account = '111122223333';
const region = 'us-east-1';

/** A stack whose account and Region are known. */
export const newStack = (): Stack => new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account, region } });

const pseudo: { readonly [name: string]: string } = { 'AWS::Partition': 'aws', 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::URLSuffix': 'amazonaws.com' };

interface Resource { readonly Type: string; readonly Properties?: { readonly [name: string]: unknown } }
interface Statement { readonly Sid?: string; readonly [element: string]: unknown }
export interface Policy { readonly Version: string; readonly Statement: readonly Statement[] }

/** What Ref and Arn of a resource are. */
const names: { readonly [type: string]: (id: string) => { readonly ref: string; readonly arn: string } } = {
  'AWS::SQS::Queue': (id) => ({ ref: `https://sqs.${region}.amazonaws.com/${account}/${id}`, arn: `arn:aws:sqs:${region}:${account}:${id}` }),
  'AWS::SNS::Topic': (id) => ({ ref: `arn:aws:sns:${region}:${account}:${id}`, arn: `arn:aws:sns:${region}:${account}:${id}` }),
  'AWS::S3::Bucket': (id) => ({ ref: id.toLowerCase(), arn: `arn:aws:s3:::${id.toLowerCase()}` }),
  'AWS::KMS::Key': (id) => ({ ref: id, arn: `arn:aws:kms:${region}:${account}:key/${id}` }),
  'AWS::Lambda::Function': (id) => ({ ref: id, arn: `arn:aws:lambda:${region}:${account}:function:${id}` }),
  'AWS::Kinesis::Stream': (id) => ({ ref: id, arn: `arn:aws:kinesis:${region}:${account}:stream/${id}` }),
  'AWS::DynamoDB::Table': (id) => ({ ref: id, arn: `arn:aws:dynamodb:${region}:${account}:table/${id}` }),
  'AWS::DynamoDB::GlobalTable': (id) => ({ ref: id, arn: `arn:aws:dynamodb:${region}:${account}:table/${id}` }),
  'AWS::SecretsManager::Secret': (id) => ({ ref: `arn:aws:secretsmanager:${region}:${account}:secret:${id}-a1b2c3`, arn: `arn:aws:secretsmanager:${region}:${account}:secret:${id}-a1b2c3` }),
  'AWS::Logs::LogGroup': (id) => ({ ref: id, arn: `arn:aws:logs:${region}:${account}:log-group:${id}:*` }),
  'AWS::CodeCommit::Repository': (id) => ({ ref: id, arn: `arn:aws:codecommit:${region}:${account}:${id}` }),
  'AWS::Config::ConfigRule': (id) => ({ ref: id, arn: `arn:aws:config:${region}:${account}:config-rule/${id}` }),
  'AWS::IoT::TopicRule': (id) => ({ ref: id, arn: `arn:aws:iot:${region}:${account}:rule/${id}` }),
  'AWS::ElasticLoadBalancingV2::TargetGroup': (id) => ({ ref: `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${id}/a1b2`, arn: id }),
  'AWS::Lambda::Alias': (id) => ({ ref: `arn:aws:lambda:${region}:${account}:function:${id}:live`, arn: id }),
  'AWS::IAM::Role': (id) => ({ ref: id, arn: `arn:aws:iam::${account}:role/${id}` }),
  'AWS::Events::EventBus': (id) => ({ ref: id, arn: `arn:aws:events:${region}:${account}:event-bus/${id}` }),
  'AWS::Events::Rule': (id) => ({ ref: id, arn: `arn:aws:events:${region}:${account}:rule/${id}` }),
};

export class Policies {
  private readonly resources: { readonly [id: string]: Resource };

  constructor(private readonly stack: Stack) {
    const { artifacts } = (stack.node.root as App).synth();
    const { template } = artifacts.find(({ id }) => id === stack.artifactId) as unknown as { readonly template: { readonly Resources: { readonly [id: string]: Resource } } };
    this.resources = template.Resources;
  }

  public arn(construct: IConstruct | string): string {
    if (typeof construct === 'string') return construct;
    const value = this.resolve({ 'Fn::GetAtt': [this.idOf(construct), 'Arn'] });
    return typeof value === 'string' && value.startsWith('arn:') ? value : this.resolve({ Ref: this.idOf(construct) }) as string;
  }

  /** What a role may do. */
  public ofRole(role: IConstruct): Policy[] {
    const name = this.idOf(role);
    const inline = (this.properties(name).Policies ?? []) as readonly { readonly PolicyDocument: Policy }[];
    const attached = this.ofType('AWS::IAM::Policy').filter(({ Roles }) => (Roles as readonly string[]).includes(name)).map(({ PolicyDocument }) => PolicyDocument as Policy);
    return [...inline.map(({ PolicyDocument }) => PolicyDocument), ...attached];
  }

  /** What the policy of a resource allows, if it has one. */
  public ofResource(construct: IConstruct | string): Policy | undefined {
    if (typeof construct === 'string') return undefined;
    const id = this.idOf(construct);
    const documents = this.documentsOf(id, this.arn(construct));
    return documents.length === 0 ? undefined : { Version: '2012-10-17', Statement: documents.flatMap(({ Statement }) => Statement) };
  }

  private documentsOf(id: string, arn: string): Policy[] {
    const { ref } = this.named(id);
    const attached = (type: string, to: string) => this.ofType(type)
      .filter((properties) => [properties[to]].flat().includes(ref))
      .map(({ PolicyDocument }) => PolicyDocument as Policy);
    switch (this.resources[id].Type) {
      case 'AWS::SQS::Queue': return attached('AWS::SQS::QueuePolicy', 'Queues');
      case 'AWS::SNS::Topic': return attached('AWS::SNS::TopicPolicy', 'Topics');
      case 'AWS::S3::Bucket': return attached('AWS::S3::BucketPolicy', 'Bucket');
      case 'AWS::KMS::Key': return [this.properties(id).KeyPolicy as Policy];
      default: return this.permissions(arn);
    }
  }

  /** Permissions of a function are statements of its policy: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
  private permissions(arn: string): Policy[] {
    return this.ofType('AWS::Lambda::Permission').filter(({ FunctionName }) => FunctionName === arn).map(({ Principal, Action, SourceArn, SourceAccount }) => ({
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow', Principal: { Service: Principal }, Action, Resource: arn,
        Condition: { ...SourceArn ? { ArnLike: { 'aws:SourceArn': SourceArn } } : {}, ...SourceAccount ? { StringEquals: { 'aws:SourceAccount': SourceAccount } } : {} },
      }],
    }));
  }

  private ofType(type: string): { readonly [name: string]: unknown }[] {
    return Object.keys(this.resources).filter((id) => this.resources[id].Type === type).map((id) => this.properties(id));
  }

  private properties(id: string): { readonly [name: string]: unknown } {
    return this.resolve(this.resources[id].Properties ?? {}) as { readonly [name: string]: unknown };
  }

  private idOf(construct: IConstruct): string {
    return this.stack.resolve(((construct.node.defaultChild ?? construct) as unknown as { readonly logicalId: unknown }).logicalId) as string;
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.resolve(each));
    if (typeof value !== 'object' || value === null) return value;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as { readonly 'Ref'?: string; readonly 'Fn::GetAtt'?: readonly [string, string]; readonly 'Fn::Join'?: readonly [string, readonly unknown[]] };
    if (Ref !== undefined && Ref in pseudo) return pseudo[Ref];
    if (Ref !== undefined) return this.named(Ref).ref;
    if (attribute) return this.attribute(...attribute);
    if (join) return join[1].map((part) => this.resolve(part)).join(join[0]);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.resolve(each)]));
  }

  private attribute(id: string, name: string): string {
    const { arn } = this.named(id);
    return ({ Arn: arn, StreamArn: `${arn}/stream/2026` } as { readonly [name: string]: string })[name] ?? `${id}.${name}`;
  }

  private named(id: string): { readonly ref: string; readonly arn: string } {
    return names[this.resources[id]?.Type]?.(id) ?? { ref: id, arn: id };
  }
}
