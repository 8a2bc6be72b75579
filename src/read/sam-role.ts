import { isJsonObject, Json, JsonObject } from './file';
import { arn, Expansion, given, isIntrinsic } from './sam';
import { policyTemplate } from './sam-policies';

/** The role that SAM makes for a function without one, with the permissions that SAM adds by itself. */
export class Role {
  private readonly statements: Json[] = [];
  private readonly managed: Json[] = [];
  private readonly inline: Json[] = [];

  constructor(private readonly expansion: Expansion, private readonly id: string, private readonly resource: JsonObject, private readonly properties: JsonObject) {
    this.manage('service-role/AWSLambdaBasicExecutionRole');
    const policies = properties.Policies;
    for (const policy of Array.isArray(policies) ? policies : policies === undefined || policies === null ? [] : [policies]) this.policy(policy);
  }

  public manage(name: string): void {
    const policy = `arn:\${AWS::Partition}:iam::aws:policy/${name}`;
    if (!this.managed.some((known) => JSON.stringify(known).includes(name))) this.managed.push({ 'Fn::Sub': policy });
  }

  public allow(actions: Json, resource: Json): void {
    this.statements.push({ Effect: 'Allow', Action: actions, Resource: resource });
  }

  public allowBucket(bucket: Json): void {
    this.allow('s3:PutObject', { 'Fn::Join': ['/', [bucket, '*']] });
    this.allow('s3:ListBucket', bucket);
  }

  /** The value of the function's `Role`; where the template names a role, nothing is added to it. */
  public finish(): Json {
    const named = this.properties.Role;
    if (named !== undefined && named !== null) return named;
    const id = `${this.id}Role`;
    const policies = [...this.inline, ...(this.statements.length > 0 ? [{ PolicyName: `${this.id}Sam`, PolicyDocument: { Version: '2012-10-17', Statement: this.statements } }] : [])];
    this.expansion.add(id, 'AWS::IAM::Role', given({
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
      ManagedPolicyArns: this.managed, Policies: policies.length > 0 ? policies : undefined, PermissionsBoundary: this.properties.PermissionsBoundary,
    }), { id: this.id, resource: this.resource });
    return arn(id);
  }

  private policy(policy: Json): void {
    if (typeof policy === 'string') this.managed.push(policy.startsWith('arn:') ? policy : { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` });
    else if (isIntrinsic(policy)) this.managed.push(policy);
    else if (isJsonObject(policy)) this.document(policy);
  }

  private document(policy: JsonObject): void {
    if (policy.Statement !== undefined) return void this.inline.push({ PolicyName: `${this.id}Policy${this.inline.length}`, PolicyDocument: policy });
    for (const [name, parameters] of Object.entries(policy)) {
      const statements = policyTemplate(name, isJsonObject(parameters) ? parameters : {});
      if (statements) this.inline.push({ PolicyName: `${this.id}${name}`, PolicyDocument: { Version: '2012-10-17', Statement: statements } });
      // One that is not known may allow anything: named like a managed policy, it counts as not readable.
      else this.managed.push(`arn:aws:iam::aws:policy/sam/${name}`);
    }
  }
}
