import { Annotations, CfnElement, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { annotate } from './annotate';
import { pluginName, ruleId } from './message';
import { Egress, reachesInternet } from '../graph/internet';
import { World } from '../model/resource';
import { acknowledgements } from '../read/acknowledged';
import { worlds } from '../read/app';
import { readTree, stackName } from '../read/tree';

const verified = new WeakMap<IConstruct, Set<IConstruct>>();

/**
 * Has what stands in or is connected to these constructs checked when the app is synthesized, by the rules that
 * everything else is judged by, and annotated. Says nothing where `FailsafeChecks` says it already.
 */
export function verify(...constructs: readonly IConstruct[]): void {
  const stage = Stage.of(constructs[0]) ?? constructs[0].node.root;
  const asked = verified.get(stage) ?? ask(stage);
  for (const construct of constructs) asked.add(construct);
}

/** One look at each stage, however many constructs ask for it. */
function ask(stage: IConstruct): Set<IConstruct> {
  const asked = new Set<IConstruct>();
  verified.set(stage, asked);
  stage.node.addValidation({
    validate: () => {
      if (!hasPlugin(stage)) annotate(stage, (_, concerned) => concerned.some(({ node }) => node.scopes.some((scope) => asked.has(scope))));
      return [];
    },
  });
  return asked;
}

/** CDK has no public way to ask; a plugin on a stage sees the stages in it too. */
const hasPlugin = (stage: IConstruct): boolean =>
  stage.node.scopes.some((scope) => (scope as { readonly _validationPlugins?: readonly { readonly name: string }[] })._validationPlugins?.some(({ name }) => name === pluginName));

const unverified = 'vpc-internet-unverified';

/** Makes the synthesis fail when a function in a VPC does not get to the internet, and says what cannot be known. */
export function verifyInternet(fn: IConstruct, egress: Egress): void {
  const stage = Stage.of(fn) ?? fn.node.root;
  const element = fn.node.defaultChild as CfnElement;
  if (!read.has(stage)) {
    read.set(stage, undefined);
    // The validations of a stage come before those of what stands in it, which may have changed since it was last synthesized.
    stage.node.addValidation({
      validate: () => {
        read.set(stage, undefined);
        return [];
      },
    });
  }
  const validate = () => {
    const key = `${stackName(element.stack)}/${String(element.stack.resolve(element.logicalId))}`;
    const verdicts = appsIn(stage).flatMap(({ set, when }) => {
      const resource = set.byKey(key);
      return resource ? [{ when, ...reachesInternet(set, resource, egress) }] : [];
    });
    if (!fn.node.scopes.some(({ node }) => acknowledgements(node.metadata).some(({ id }) => id === unverified))) {
      for (const text of new Set(verdicts.flatMap(({ unknowns }) => unknowns))) Annotations.of(fn).addInfoV2(ruleId(unverified), `${fn.node.path} ${text}`);
    }
    return [...new Set(verdicts.flatMap(({ when, errors }) => errors.map((text) => (when === undefined ? text : `when ${when}: ${text}`))))];
  };
  fn.node.addValidation({ validate });
}

/** What stands in a stage, read once for all that ask while it is synthesized; undefined until then. */
const read = new WeakMap<IConstruct, readonly World[] | undefined>();

function appsIn(stage: IConstruct): readonly World[] {
  const apps = read.get(stage) ?? worlds(readTree(stage, { nestedStages: false }));
  read.set(stage, apps);
  return apps;
}
