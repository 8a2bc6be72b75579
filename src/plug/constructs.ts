import { CfnElement, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { concerned, Finding } from '../model/finding';
import { Acknowledgement, Resource } from '../model/resource';
import { given, ruleOf } from '../read/acknowledged';
import { stackName } from '../read/tree';
import { userCode } from '../read/user-code';

export interface Acceptance {
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}

/** From resources of templates back to the constructs that made them. */
export class Constructs {
  /** Names of stacks, as they stand in resource keys, by construct path. */
  public readonly stackNames = new Map<string, string>();
  /** What was acknowledged, under the ids as they were given, by the path of the construct it was acknowledged on. */
  public readonly acknowledged = new Map<string, readonly Acknowledgement[]>();
  private readonly byKey = new Map<string, CfnElement>();

  constructor(root: IConstruct) {
    const visit = (construct: IConstruct, around: string | undefined): void => {
      this.remember(construct);
      const stack = Stack.isStack(construct) ? stackName(construct) : around;
      if (Stack.isStack(construct)) this.stackNames.set(construct.node.path, stackName(construct));
      else if (CfnElement.isCfnElement(construct)) this.byKey.set(`${stack}/${construct.stack.resolve(construct.logicalId)}`, construct);
      construct.node.children.forEach((child) => visit(child, stack));
    };
    for (const above of root.node.scopes.slice(0, -1)) this.remember(above);
    visit(root, undefined);
  }

  private remember({ node: { metadata, path } }: IConstruct): void {
    const here = given(metadata);
    if (here.length > 0) this.acknowledged.set(path, here);
  }

  /** The construct of a resource; of the nested stack it is in, when that came from a template file. */
  public of(resource: Resource): CfnElement | undefined {
    let key = (resource.madeBy ?? resource).key;
    while (!this.byKey.has(key) && key.includes('/')) key = key.slice(0, key.lastIndexOf('/'));
    return this.byKey.get(key);
  }

  /** The line of the user's program that made a construct. */
  public lineOf(construct: CfnElement): string | undefined {
    const place = userCode(construct.creationStack);
    return place && `${place.file}:${place.line}`;
  }

  /** Who accepted a finding: the id as it was given, and the path of the construct it was found for. */
  public acceptance(finding: Finding): Acceptance | undefined {
    for (const resource of concerned(finding)) {
      const path = this.of(resource)?.node.path ?? '';
      const accepted = this.acknowledgedAs(path, finding.rule);
      if (accepted) return { ...accepted, path };
    }
    return undefined;
  }

  /** The nearest one counts. */
  private acknowledgedAs(path: string, rule: string): Acknowledgement | undefined {
    for (let here = path; ; here = here.slice(0, Math.max(0, here.lastIndexOf('/')))) {
      const accepted = this.acknowledged.get(here)?.find(({ id }) => ruleOf(id) === rule);
      if (accepted || here === '') return accepted;
    }
  }
}
