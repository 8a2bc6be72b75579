import { AspectPriority, Aspects, IAspect, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { settingsFor } from './settings';
import { addNets } from '../mixins/failsafe-nets';

/** Gives at synthesis what no injector can know: which queues are polled, who invokes asynchronously, which targets a rule has by then. */
class LateNets implements IAspect {
  constructor(private readonly scope: IConstruct) {}

  public visit(construct: IConstruct): void {
    if (construct === this.scope) addNets(construct, (found) => settingsFor(found)?.nets ?? {});
  }
}

export const hasLateNets = (construct: IConstruct): boolean => Aspects.of(construct).all.some((aspect) => aspect instanceof LateNets);

/** CDK aspects stop at stages: each needs its own, as well as the construct that was asked for. */
export function addLateNets(scope: IConstruct, around: IConstruct = scope): void {
  const stage = around.node.scopes.reverse().find(Stage.isStage) ?? around.node.root;
  const place = scope.node.scopes.includes(stage) ? scope : stage;
  const { scopes } = place.node;
  // What looks at everything around it looks at this too.
  if (scopes.slice(scopes.indexOf(stage)).some(hasLateNets)) return;
  Aspects.of(place).add(new LateNets(place), { priority: AspectPriority.READONLY - 1 });
}
