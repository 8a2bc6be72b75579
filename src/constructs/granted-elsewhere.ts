import { AccountPrincipal, AddToPrincipalPolicyResult, IPrincipal, PolicyStatement, PrincipalPolicyFragment } from 'aws-cdk-lib/aws-iam';
import { EventSourceMappingOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import { DependencyGroup } from 'constructs';

/**
 * A function to grant rights to, and the rights that somebody has to add where its role is made. CDK throws where a function
 * that was imported without a role is granted something, so that a destination could not be set for it at all.
 */
export function grantable(fn: IFunction): { readonly fn: IFunction; readonly needs: readonly PolicyStatement[] } {
  if (fn.role) return { fn, needs: [] };
  const role = new UnknownRole(fn.env.account);
  const standIn = Object.create(fn, {
    grantPrincipal: { value: role },
    addToRolePolicy: { value: (statement: PolicyStatement) => void role.addToPrincipalPolicy(statement) },
    // Mappings belong to the function itself.
    addEventSourceMapping: { value: (id: string, options: EventSourceMappingOptions) => fn.addEventSourceMapping(id, options) },
  }) as IFunction;
  return { fn: standIn, needs: role.needs };
}

/** Stands for a role that is not known here. */
class UnknownRole implements IPrincipal {
  public readonly grantPrincipal: IPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly needs: PolicyStatement[] = [];

  constructor(public readonly principalAccount: string) {}

  public get policyFragment(): PrincipalPolicyFragment {
    return new AccountPrincipal(this.principalAccount).policyFragment;
  }

  public addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.needs.push(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }

  public addToPolicy(statement: PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }
}
