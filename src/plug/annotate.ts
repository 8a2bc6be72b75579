import { Annotations, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Constructs } from './constructs';
import { ruleId, whatToDo } from './message';
import { check } from '../check';
import { acknowledgedBy, concerned, Finding } from '../model/finding';
import { FailureGraph } from '../model/graph';
import { World } from '../model/resource';
import { worlds } from '../read/app';
import { readTree } from '../read/tree';
import { brokenWords } from '../report/broken-words';
import { findingWords } from '../report/finding-words';

/** What stands in a stage, without the stages in it, which CDK synthesizes on their own. */
export const appIn = (stage: IConstruct): readonly World[] => worlds(readTree(stage, { nestedStages: false }));

/** Checks all that stands in a stage, annotates what somebody asked about and nobody accepted, and gives what failed of this package, which fails the synthesis. */
export function annotate(stage: IConstruct, app: readonly World[], wanted: (construct: IConstruct, concerned: readonly IConstruct[]) => boolean): string[] {
  const constructs = new Constructs(stage);
  const { findings, broken } = check(app);
  for (const finding of findings) {
    const construct = constructs.of(finding.resource);
    if (!construct || acknowledgedBy(finding) || constructs.acceptance(finding)) continue;
    if (wanted(construct, concerned(finding).flatMap((resource) => constructs.of(resource) ?? []))) add(finding, construct);
  }
  return broken.map(brokenWords);
}

/** What mixins go by; a part of this package that fails is told on the stage and fails the synthesis. */
export function graphIn(stage: IConstruct): FailureGraph {
  const { graph } = check(appIn(stage));
  for (const part of graph.broken) Annotations.of(stage).addError(brokenWords(part));
  return graph;
}

function add(finding: Finding, construct: IConstruct): void {
  const id = ruleId(finding.rule);
  const text = `${findingWords(finding)} ${finding.why} ${whatToDo(finding)}`;
  // Only warnings and infos can be acknowledged in CDK; errors are withheld above, when somebody accepted them.
  if (finding.severity === 'error') Validations.of(construct).addError(id, text);
  else if (finding.severity === 'warning') Annotations.of(construct).addWarningV2(id, text);
  else Annotations.of(construct).addInfoV2(id, text);
}
