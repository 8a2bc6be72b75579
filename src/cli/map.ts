import { judge } from './app';
import { BadUse, parse, Streams } from './command';
import { acceptedBy, weighed } from './policy';
import { standard } from './standard';
import { sayTroubles } from './troubles';
import { commands } from './words';
import { MapData, mapData } from '../map/data';
import { html } from '../map/html';
import { ordered } from '../map/layout';
import { markdown } from '../map/markdown';
import { mermaid } from '../map/mermaid';
import { svg } from '../map/svg';
import { visibleJson } from '../model/visible';
import { report } from '../report/report';
import { writeWhole } from '../report/write';
import { sources } from '../sources';

const formats: { readonly [format: string]: (data: MapData) => string } = { html, svg, mermaid, markdown, json: (data) => `${visibleJson(ordered(data))}\n` };

/** A page is looked at with a browser, so it goes into a file. */
const page = 'failure-map.html';

/** `lambda-failsafe map APP…`: all apps on one map. */
export function mapCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args, commands.map);
  if (positionals.length === 0) throw new BadUse('a map of which app? Name a template, a folder of templates or a cdk.out');
  const { policy } = standard({ config: values.config, withoutBaseline: true });
  const reports = positionals.map((name) => {
    const { plans, findings, problems, remarks, broken } = judge(name);
    return report(name, plans, weighed(findings, policy), problems, remarks, broken, (finding) => acceptedBy(finding, policy));
  });
  const incomplete = sayTroubles(streams, reports);
  // What could be read is drawn; what is only problems is not.
  const readable = reports.filter((app) => app.plans.length > 0 || app.problems.length === 0);
  if (readable.length === 0) return 2;
  const text = formats[values.format](mapData(readable, sources));
  const output = values.output ?? (values.format === 'html' ? page : '-');
  if (output === '-') streams.out(text);
  else save(output, text, streams);
  return incomplete ? 2 : 0;
}

function save(file: string, text: string, streams: Streams): void {
  try {
    writeWhole(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadUse(`${file} cannot be written: ${code === 'ENOENT' ? 'there is no such folder' : code === 'EISDIR' ? 'it is a folder' : code ?? message}`);
  }
  streams.out(`Written to ${file}\n`);
}
