import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Told } from './formats';
import { AppJson, FindingJson } from './json';
import { AcceptedJson, fingerprints, fromHere, sentences, together } from './told';
import { Severity } from '../model/finding';
import { rules } from '../rules';

const levels: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'note' };

const home = 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe';

/**
 * For code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(apps: readonly AppJson[], { notes, version }: Told): string {
  const { findings, acknowledged, problems, broken, remarks } = together(apps);
  const all = [...findings, ...acknowledged];
  const used = rules.filter(({ id }) => all.some(({ rule }) => rule === id));
  const fingerprint = fingerprints();
  const notification = (level: string) => (text: string) => ({ level, message: { text } });
  return `${JSON.stringify({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'lambda-failsafe', semanticVersion: version, informationUri: home,
          rules: used.map(({ id, title, why, fix, links, severity }) => ({
            id, shortDescription: { text: `${title}.` }, fullDescription: { text: why },
            help: { text: `${why} ${fix} ${links.join(' ')}`, markdown: `${why}\n\n**Fix**: ${fix}\n\n${links.map((link) => `- <${link}>`).join('\n')}` },
            helpUri: `${home}/blob/main/docs/rules/${id}.md`, defaultConfiguration: { level: levels[severity] }, properties: { tags: ['reliability', 'aws-lambda'] },
          })),
        },
      },
      automationDetails: { id: 'lambda-failsafe/' },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { '%SRCROOT%': { description: { text: 'the folder that lambda-failsafe was started in' } } },
      invocations: [{
        executionSuccessful: problems.length + broken.length === 0,
        toolExecutionNotifications: [...problems, ...broken].map(notification('error')),
        toolConfigurationNotifications: [...remarks, ...notes].map(notification('note')),
      }],
      results: all.map((finding) => ({
        ruleId: finding.rule, ruleIndex: used.findIndex(({ id }) => id === finding.rule), level: levels[finding.severity], message: { text: sentences(finding) },
        locations: [location(finding)],
        partialFingerprints: { 'lambdaFailsafe/v1': fingerprint(finding) },
        ...isAccepted(finding) ? { suppressions: [suppression(finding)] } : {},
      })),
    }],
  }, undefined, 2)}\n`;
}

/** A cloud assembly leads to the line of the program, where it knows it, and a template to its own. */
function location({ file, line = 1, column, path, label, template, resource }: FindingJson) {
  const named = fromHere(file);
  const artifactLocation = isAbsolute(named) ? { uri: pathToFileURL(resolve(file)).href } : { uri: encodeURI(named).replace(/[?#]/g, encodeURIComponent), uriBaseId: '%SRCROOT%' };
  return {
    physicalLocation: { artifactLocation, region: { startLine: line, ...column === undefined ? {} : { startColumn: column } } },
    logicalLocations: [{ name: label, fullyQualifiedName: path ?? `${fromHere(template)}#${resource}`, kind: 'resource' }],
  };
}

const isAccepted = (finding: FindingJson | AcceptedJson): finding is AcceptedJson => 'reason' in finding;

/** Acknowledged in the app, or by a configuration beside it. */
const suppression = ({ reason, outside }: AcceptedJson) => ({ kind: outside ? 'external' : 'inSource', status: 'accepted', justification: reason });
