import { Annotations, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Constructs } from './constructs';
import { ruleId, whatIsWrong, whatToDo } from './message';
import { check } from '../check';
import { acknowledgedBy, concerned, Finding } from '../model/finding';
import { World } from '../model/resource';
import { worlds } from '../read/app';
import { readTree } from '../read/tree';

/** What stands in a stage, without the stages in it, which CDK synthesizes on their own. */
export const appIn = (stage: IConstruct): readonly World[] => worlds(readTree(stage, { nestedStages: false }));

/** Checks all that stands in a stage, and annotates what somebody asked about and nobody accepted. */
export function annotate(stage: IConstruct, app: readonly World[], wanted: (construct: IConstruct, concerned: readonly IConstruct[]) => boolean): void {
  const constructs = new Constructs(stage);
  for (const finding of check(app).findings) {
    const construct = constructs.of(finding.resource);
    if (!construct || acknowledgedBy(finding) || constructs.acceptance(finding)) continue;
    if (wanted(construct, concerned(finding).flatMap((resource) => constructs.of(resource) ?? []))) add(finding, construct);
  }
}

function add(finding: Finding, construct: IConstruct): void {
  const id = ruleId(finding.rule);
  const text = `${whatIsWrong(finding)} ${finding.why} ${whatToDo(finding)}`;
  // Only warnings and infos can be acknowledged in CDK; errors are withheld above, when somebody accepted them.
  if (finding.severity === 'error') Validations.of(construct).addError(id, text);
  else if (finding.severity === 'warning') Annotations.of(construct).addWarningV2(id, text);
  else Annotations.of(construct).addInfoV2(id, text);
}
