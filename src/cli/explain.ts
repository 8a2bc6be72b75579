import { closest } from './closest';
import { BadUse, parse, Streams } from './command';
import { commands } from './words';
import { severities } from '../model/finding';
import { wrap } from '../report/wrap';
import { rules } from '../rules';

/** `lambda-failsafe rules`: what is looked for, the gravest first. */
export function rulesCommand(args: readonly string[], streams: Streams): number {
  if (parse(args, commands.rules).positionals.length > 0) throw new BadUse('rules takes nothing more; explain RULE tells about one');
  const longest = Math.max(...rules.map(({ id }) => id.length));
  for (const severity of severities) {
    for (const { id, title } of rules.filter((rule) => rule.severity === severity)) {
      const label = `${severity.padEnd(8)}${id.padEnd(longest)}  `;
      streams.out(`${label.length + title.length <= streams.width ? label + title : `${label.trimEnd()}\n${wrap(title, streams.width, '          ')}`}\n`);
    }
  }
  return 0;
}

/** `lambda-failsafe explain RULE` */
export function explainCommand(args: readonly string[], streams: Streams): number {
  const { positionals: [named, ...more] } = parse(args, commands.explain);
  if (named === undefined || more.length > 0) throw new BadUse('explain needs one rule; lambda-failsafe rules lists them');
  const id = named.replace(/^cdk-lambda-failsafe::/, '');
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) throw new BadUse(`there is no rule ${id}${closest(id, rules.map((each) => each.id))}`);
  const width = Math.min(streams.width, 100);
  streams.out([
    `${rule.id} (${rule.severity})`, wrap(`${rule.title}.`, width), '', wrap(rule.why, width), '', wrap(`What becomes of the event: ${rule.event}.`, width), '', wrap(`Fix: ${rule.fix}`, width),
    ...rule.fixInTemplate === undefined ? [] : [wrap(`In a template: ${rule.fixInTemplate}`, width)], '', ...rule.links.map((link) => `  ${link}`), '',
    wrap('To accept it in a CDK app:', width), '  Validations.of(construct).acknowledge({', `    id: 'cdk-lambda-failsafe::${rule.id}',`, '    reason: \'…\',', '  });',
    wrap('and in a template, in the resource\'s Metadata:', width), '  LambdaFailsafe:', '    Acknowledge:', `      - Id: ${rule.id}`, '        Reason: …', '',
  ].join('\n'));
  return 0;
}
