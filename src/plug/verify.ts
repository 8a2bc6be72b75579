import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { annotate } from './annotate';
import { pluginName } from './message';

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
