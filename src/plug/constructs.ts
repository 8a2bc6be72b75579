import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
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
  private readonly elements = new Map<string, CfnElement[]>();
  private readonly indexes = new Map<string, ReadonlyMap<string, CfnElement>>();

  constructor(private readonly root: IConstruct) {
    const visit = (construct: IConstruct, around: CfnElement[]): void => {
      this.remember(construct);
      let here = around;
      if (Stack.isStack(construct)) {
        const name = stackName(construct);
        this.stackNames.set(construct.node.path, name);
        this.elements.set(name, here = []);
      } else if (CfnElement.isCfnElement(construct)) {
        here.push(construct);
      }
      for (const child of construct.node.children) visit(child, here);
    };
    for (const above of root.node.scopes.slice(0, -1)) this.remember(above);
    visit(root, []);
  }

  private remember({ node }: IConstruct): void {
    const here = given(node.metadata);
    if (here.length > 0) this.acknowledged.set(node.path, here);
  }

  /** The construct of a resource; of the nested stack it is in, when that came from a template file. */
  public of(resource: Resource): CfnElement | undefined {
    const there = this.at(resource.madeBy ?? resource);
    if (there) return there;
    for (let { key } = resource.madeBy ?? resource; key.includes('/'); key = key.slice(0, key.lastIndexOf('/'))) {
      const end = key.lastIndexOf('/');
      const found = this.indexOf(key.slice(0, end)).get(key.slice(end + 1));
      if (found) return found;
    }
    return undefined;
  }

  /** The way down from the app is shorter than to have CDK work out the logical ids of a stack. */
  private at({ path, type, stack }: Resource): CfnElement | undefined {
    let here: IConstruct | undefined = path === undefined ? undefined : this.root.node.root;
    for (const id of path?.split('/') ?? []) here = here?.node.tryFindChild(id);
    // A template that was included may tell paths of the app that it is from.
    return here && CfnResource.isCfnResource(here) && here.cfnResourceType === type && this.stackNames.get(here.stack.node.path) === stack.name ? here : undefined;
  }

  /** By logical id. Most stacks are never asked about, and an id takes CDK as long as a property. */
  private indexOf(stack: string): ReadonlyMap<string, CfnElement> {
    let index = this.indexes.get(stack);
    if (!index) this.indexes.set(stack, index = new Map(this.elements.get(stack)?.map((element) => [String(element.stack.resolve(element.logicalId)), element])));
    return index;
  }

  /** The line of the user's program that made a construct. */
  public lineOf(construct: CfnElement): string | undefined {
    const place = userCode(construct.creationStack);
    return place && `${place.file}:${place.line}`;
  }

  /** Who accepted a finding: the id as it was given, and the path of the construct it was found for. */
  public acceptance(finding: Finding): Acceptance | undefined {
    if (this.acknowledged.size === 0) return undefined;
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
