import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fn } from './parts';

/** What the tests of constructs with an event source mapping have in common. */

interface Resource { readonly Type: string; readonly Properties: { readonly [name: string]: unknown } }

const isMapping = ({ Type }: Resource) => Type === 'AWS::Lambda::EventSourceMapping';

/** The event source mapping of a stack that has one. */
export const mappingOf = (template: Template): Resource => Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))[0] as Resource;

/** The rules that a stack breaks, in the words of its annotations, without those that it acknowledges. */
export function broken(build: (stack: Stack) => void, ...acknowledged: readonly string[]): string[] {
  const stack = new Stack(new App(), 'Shop');
  Validations.of(stack).acknowledge(...acknowledged.map((id) => ({ id: `cdk-lambda-failsafe::${id}`, reason: 'a test' })));
  build(stack);
  const annotations = Annotations.fromStack(stack);
  return [annotations.findWarning('*', Match.anyValue()), annotations.findError('*', Match.anyValue())].flat()
    .flatMap(({ entry }) => /cdk-lambda-failsafe::([\w-]+)/.exec(String(entry.data))?.[1] ?? []);
}

type Build = (stack: Stack, handler: lambda.Function) => void;

/** The resources of a stack with a function. */
export function resources(build: Build): { readonly [id: string]: Resource } {
  const stack = new Stack(new App(), 'Shop');
  build(stack, fn(stack));
  return Template.fromStack(stack).toJSON().Resources as { readonly [id: string]: Resource };
}

/** Moving from `fn.addEventSource`: everything is still there, and the mapping has at least the settings that it had. */
export function expectKept(plainly: Build, ours: Build): void {
  const [before, after] = [resources(plainly), resources(ours)];
  for (const [id, resource] of Object.entries(before)) {
    if (isMapping(resource)) expect(after[id]).toMatchObject(resource);
    else if (resource.Type === 'AWS::IAM::Policy') expect(after[id].Type).toBe(resource.Type);
    else expect(after[id]).toEqual(resource);
  }
  expectNew(before, after, 'AWS::CloudWatch::Alarm', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy');
}

/** Moving from `new EventSourceMapping`: the mapping is the same when its logical id is named. */
export function expectTakenOver(plainly: Build, ours: (stack: Stack, handler: lambda.Function, mappingLogicalId: string) => void): void {
  const before = resources(plainly);
  const mappingLogicalId = Object.keys(before).find((id) => isMapping(before[id]))!;
  const after = resources((stack, handler) => ours(stack, handler, mappingLogicalId));
  expect(after[mappingLogicalId]).toEqual(before[mappingLogicalId]);
  expect(Object.keys(before).filter((id) => !(id in after))).toEqual([]);
  expectNew(before, after, 'AWS::CloudWatch::Alarm', 'AWS::IAM::Policy');
}

function expectNew(before: object, after: { readonly [id: string]: Resource }, ...types: readonly string[]): void {
  expect(new Set(Object.keys(after).filter((id) => !(id in before)).map((id) => after[id].Type))).toEqual(new Set(types));
}

/** Sources without a destination: what cdk-nag wants there and on the function has no effect, as our own rules say. */
export function expectNagIsWrong(build: (stack: Stack) => lambda.EventSourceMapping): void {
  const stack = new Stack(new App(), 'Shop');
  const mapping = build(stack);
  (mapping.node.defaultChild as lambda.CfnEventSourceMapping).addPropertyOverride('DestinationConfig.OnFailure.Destination', 'arn:aws:sqs:eu-west-1:111122223333:failed');
  const annotations = Annotations.fromStack(stack);
  annotations.hasWarning('*', Match.stringLikeRegexp('is never used: .* is polled.*function-dlq-unused'));
  annotations.hasWarning('*', Match.stringLikeRegexp('DestinationConfig.* no effect.*mapping-settings-ignored'));
}
