import { basename, join } from 'node:path';
import { Constructs } from './constructs';
import { mapData } from '../map/data';
import { html } from '../map/html';
import { Broken } from '../model/broken';
import { Finding } from '../model/finding';
import { Plan } from '../model/plan';
import { report } from '../report/report';
import { writeWhole } from '../report/write';
import { sources } from '../sources';

/** Beside the templates of a cloud assembly. CDK leaves files alone that are not in its manifest. */
export function writeMap(directory: string, plans: readonly Plan[], findings: readonly Finding[], constructs: Constructs, broken: readonly Broken[]): void {
  const app = report(basename(directory), plans, findings, [], [], broken);
  // What was acknowledged around a stack stands in no template.
  const acknowledged = app.findings.flatMap((finding) => {
    const reason = constructs.acceptance(finding)?.reason;
    return reason === undefined ? [] : [{ finding, reason }];
  });
  const accepted = new Set(acknowledged.map(({ finding }) => finding));
  const left = app.findings.filter((finding) => !accepted.has(finding));
  writeWhole(join(directory, 'failure-map.html'), html(mapData([{ ...app, findings: left, acknowledged: [...app.acknowledged, ...acknowledged] }], sources)));
}
