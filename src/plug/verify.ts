import { Annotations, CfnElement, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { annotate, appIn } from './annotate';
import { ConstructNote, pluginName, ruleId } from './message';
import { Egress, reachesInternet } from '../graph/internet';
import { pollerReach } from '../graph/pollers';
import { mappings } from '../lambda/mapping';
import { World } from '../model/resource';
import { acknowledgements } from '../read/acknowledged';
import { stackName } from '../read/tree';

/** What constructs of one stage have asked for, and what stands in it, read once for all of them while it is synthesized. */
interface Verified {
  readonly stage: IConstruct;
  readonly asked: Set<IConstruct>;
  app?: readonly World[];
}

const verified = new WeakMap<IConstruct, Verified>();

/**
 * Has what stands in or is connected to these constructs checked when the app is synthesized, by the rules that
 * everything else is judged by, and annotated. Says nothing where `FailsafeChecks` says it already.
 */
export function verify(...constructs: readonly IConstruct[]): void {
  const { asked } = verifiedIn(constructs[0]);
  for (const construct of constructs) asked.add(construct);
}

function verifiedIn(construct: IConstruct): Verified {
  const stage = Stage.of(construct) ?? construct.node.root;
  const known = verified.get(stage);
  if (known) return known;
  const its: Verified = { stage, asked: new Set() };
  verified.set(stage, its);
  // The validations of a stage come before those of what stands in it, which may have changed since it was last synthesized.
  stage.node.addValidation({
    validate: () => {
      its.app = undefined;
      if (its.asked.size === 0 || hasPlugin(stage)) return [];
      return annotate(stage, appOf(its), (_, concerned) => concerned.some(({ node }) => node.scopes.some((scope) => its.asked.has(scope))));
    },
  });
  return its;
}

const appOf = (its: Verified): readonly World[] => its.app ??= appIn(its.stage);

/** CDK has no public way to ask; a plugin on a stage sees the stages in it too. */
const hasPlugin = (stage: IConstruct): boolean =>
  stage.node.scopes.some((scope) => (scope as { readonly _validationPlugins?: readonly { readonly name: string }[] })._validationPlugins?.some(({ name }) => name === pluginName));

/** Whether one of these rules has been acknowledged by now, on the construct or around it. */
export const isAcknowledgedOn = (construct: IConstruct, rules: readonly string[]): boolean =>
  construct.node.scopes.some(({ node }) => acknowledgements(node.metadata).some(({ id }) => rules.includes(id)));

/** Says at synthesis what nobody can know from here, unless it has been acknowledged by then on the construct or around it. */
export function tell(construct: IConstruct, note: ConstructNote, texts: string | (() => readonly string[])): void {
  construct.node.addValidation({
    validate: () => {
      if (!isAcknowledgedOn(construct, [note])) for (const text of typeof texts === 'string' ? [texts] : texts()) Annotations.of(construct).addInfoV2(ruleId(note), text);
      return [];
    },
  });
}

/** Says what the pollers of a mapping must reach from the network of its source, unless the rules see whether they do. */
export function tellWhatPollersReach(construct: IConstruct, note: ConstructNote, mapping: IConstruct, services: readonly string[]): void {
  const its = verifiedIn(construct);
  tell(construct, note, () => {
    const key = keyOf(mapping);
    const reach = appOf(its).flatMap(({ set }) => mappings(set, 'kafka', 'mq', 'docdb').filter(({ resource }) => resource.key === key).map((found) => pollerReach(set, found.resource, found)));
    // Mappings of functions that are made elsewhere are not read.
    return reach.length === 0 || reach.some(({ unsure }) => unsure) ? [`The network of the source of ${mapping.node.path} is not, or not wholly, part of this app. Verify that ${services.join(', ')} can be reached from its subnets, over a NAT gateway or endpoints.`] : [];
  });
}

/** What readers call the resource of a construct, or a resource itself. */
function keyOf(construct: IConstruct): string {
  const { stack, logicalId } = (construct.node.defaultChild ?? construct) as CfnElement;
  return `${stackName(stack)}/${String(stack.resolve(logicalId))}`;
}

/** Makes the synthesis fail when a function in a VPC does not get to the internet, and says what cannot be known. */
export function verifyInternet(fn: IConstruct, egress: Egress): void {
  const its = verifiedIn(fn);
  // One look for both: what is wrong fails the synthesis, what is unknown is told.
  let unknowns: readonly string[] = [];
  const validate = () => {
    const key = keyOf(fn);
    const verdicts = appOf(its).flatMap(({ set, when }) => {
      const resource = set.byKey(key);
      return resource ? [{ when, ...reachesInternet(set, resource, egress) }] : [];
    });
    unknowns = [...new Set(verdicts.flatMap((verdict) => verdict.unknowns))].map((text) => `${fn.node.path} ${text}`);
    return [...new Set(verdicts.flatMap(({ when, errors }) => errors.map((text) => (when === undefined ? text : `when ${when}: ${text}`))))];
  };
  fn.node.addValidation({ validate });
  tell(fn, 'vpc-internet-unverified', () => unknowns);
}
