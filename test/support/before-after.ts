import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IConstruct } from 'constructs';
import { FailureMap } from '../../src';

interface Resources { readonly [id: string]: { readonly Type: string; readonly DependsOn?: unknown; readonly Properties?: { readonly [name: string]: unknown } } }

/** What a change of a program does to its template. */
export interface Difference {
  /** Types of the new resources. */
  readonly added: readonly string[];
  /** Properties with another value, as `AWS::SQS::Queue.RedrivePolicy`. */
  readonly changed: readonly string[];
  /** Logical ids that are gone, or stand for another type. */
  readonly gone: readonly string[];
}

export function difference(before: object, after: object): Difference {
  const [old, now] = [before, after].map((template) => (template as { Resources: Resources }).Resources);
  return {
    added: Object.keys(now).filter((id) => !(id in old)).map((id) => now[id].Type).sort(),
    gone: Object.keys(old).filter((id) => now[id]?.Type !== old[id].Type),
    changed: Object.keys(old).filter((id) => id in now).flatMap((id) => {
      // A function waits for the policy of its role, which CDK adds by itself with what is granted.
      const { Properties: was = {}, DependsOn: _, ...rest } = old[id];
      const { Properties: is = {}, DependsOn: __, ...others } = now[id];
      const names = new Set([...Object.keys(was), ...Object.keys(is)]);
      const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
      return [...[...names].filter((name) => differ(was[name], is[name])).map((name) => `${now[id].Type}.${name}`), ...differ(rest, others) ? [`${id}, besides its properties`] : []];
    }).sort(),
  };
}

/** The template of a program. */
export function templateOf(program: (stack: Stack) => void): object {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Shop');
  program(stack);
  return Template.fromStack(stack).toJSON();
}

/** Where the events of each path end: `source: fate → places`, and `, undelivered: fate`. */
export const rests = (scope: IConstruct): string[] => FailureMap.of(scope).paths.map(({ source, fate, restsIn, deliveryFate }) =>
  `${source}: ${fate}${restsIn.map(({ name }) => ` → ${name}`).join('')}${deliveryFate ? `, undelivered: ${deliveryFate}` : ''}`);
