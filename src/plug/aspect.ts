import { Aspects, IAspect, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { annotate, appIn } from './annotate';

/**
 * Annotates every construct whose failed events are lost or at risk, so that `cdk synth` shows it and unit tests can ask
 * for it with `Annotations.fromStack(stack)`.
 *
 * It judges the whole App or Stage around the construct it was added to, and annotates what is below that construct.
 * It looks once all aspects are done, whatever priority it was added with, so it sees what other aspects changed;
 * `AspectPriority.READONLY` is still the priority that says so.
 *
 * Aspects stop at stages: add it to each Stage as well. `FailsafeChecks` needs to be registered only once, and judges the
 * templates as they are written; take that one unless you need annotations. Either is silenced by
 * `Validations.of(construct).acknowledge({ id: 'cdk-lambda-failsafe::<rule>', reason })`.
 *
 * @example
 *
 * Aspects.of(app).add(new FailsafeAspect(), { priority: AspectPriority.READONLY });
 */
export class FailsafeAspect implements IAspect {
  private readonly scopes = new WeakSet<IConstruct>();

  public visit(node: IConstruct): void {
    if (this.scopes.has(node) || !Aspects.of(node).all.includes(this)) return;
    this.scopes.add(node);
    // Reading settles lazy values, and other aspects may still be at work on constructs further down. CDK asks
    // validations after all of them, and before it writes down the annotations.
    node.node.addValidation({
      validate: () => {
        const stage = node.node.scopes.reverse().find(Stage.isStage) ?? node.node.root;
        return [...annotate(stage, appIn(stage), (construct) => construct.node.scopes.includes(node)), ...unreached(node)];
      },
    });
  }
}

/** Stages that nobody looks at although the aspect was added above them. */
function unreached(scope: IConstruct): string[] {
  return scope.node.children.flatMap((child) => {
    if (!Stage.isStage(child)) return unreached(child);
    return watched(child) ? [] : [`CDK aspects stop at stages, so FailsafeAspect does not see ${child.node.path}: add it there with Aspects.of(stage), or register FailsafeChecks instead`];
  });
}

const watched = (construct: IConstruct): boolean =>
  Aspects.of(construct).all.some((aspect) => aspect instanceof FailsafeAspect) || construct.node.children.some(watched);
