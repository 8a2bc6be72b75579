import { Annotations, CfnElement, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { annotate } from './annotate';
import { ConstructNote, pluginName, ruleId } from './message';
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

/** Says at synthesis what nobody can know from here, unless it has been acknowledged by then on the construct or around it. */
export function tell(construct: IConstruct, note: ConstructNote, texts: string | (() => readonly string[])): void {
  construct.node.addValidation({
    validate: () => {
      const accepted = construct.node.scopes.some(({ node }) => acknowledgements(node.metadata).some(({ id }) => id === note));
      if (!accepted) for (const text of typeof texts === 'string' ? [texts] : texts()) Annotations.of(construct).addInfoV2(ruleId(note), text);
      return [];
    },
  });
}

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
  // One look for both: what is wrong fails the synthesis, what is unknown is told.
  let unknowns: readonly string[] = [];
  const validate = () => {
    const key = `${stackName(element.stack)}/${String(element.stack.resolve(element.logicalId))}`;
    const verdicts = appsIn(stage).flatMap(({ set, when }) => {
      const resource = set.byKey(key);
      return resource ? [{ when, ...reachesInternet(set, resource, egress) }] : [];
    });
    unknowns = [...new Set(verdicts.flatMap((verdict) => verdict.unknowns))].map((text) => `${fn.node.path} ${text}`);
    return [...new Set(verdicts.flatMap(({ when, errors }) => errors.map((text) => (when === undefined ? text : `when ${when}: ${text}`))))];
  };
  fn.node.addValidation({ validate });
  tell(fn, 'vpc-internet-unverified', () => unknowns);
}

/** What stands in a stage, read once for all that ask while it is synthesized; undefined until then. */
const read = new WeakMap<IConstruct, readonly World[] | undefined>();

function appsIn(stage: IConstruct): readonly World[] {
  const apps = read.get(stage) ?? worlds(readTree(stage, { nestedStages: false }));
  read.set(stage, apps);
  return apps;
}
