import { App, AspectPriority, Aspects, CfnResource, IAspect, Lazy, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { FailsafeAspect } from '../../src/plug/aspect';
import { FailureMap } from '../../src/plug/failure-map';
import { rules } from '../../src/rules';
import { sources } from '../../src/sources';
import { fn, queueWithDlq } from '../support/parts';

const noRedrive = Match.stringLikeRegexp('Orders.* feeds .* and has no redrive policy.*\\(cdk-lambda-failsafe::sqs-no-redrive\\)$');
const wholeBatch = Match.stringLikeRegexp('\\[ack: cdk-lambda-failsafe::sqs-no-partial-batch\\]');

/** A function on a queue without a redrive policy. */
function lossy(stack: Stack): Queue {
  const queue = new Queue(stack, 'Orders');
  fn(stack).addEventSource(new SqsEventSource(queue));
  return queue;
}

test('annotates the resource to change, with what, why, fix, link and id', () => {
  const stack = new Stack(new App(), 'Shop');
  lossy(stack);
  Aspects.of(stack).add(new FailsafeAspect());
  const found = Annotations.fromStack(stack).findError('*', noRedrive);
  expect(found.map(({ id }) => id)).toEqual(['/Shop/Orders/Resource']);
  expect(found[0].entry.data).toMatch(/deletes it and nobody is told.*deadLetterQueue: \{ queue: dlq.* See https:\/\/docs\.aws\.amazon\.com\/.*/);
});

test('says nothing about a queue that keeps its failed messages', () => {
  const stack = new Stack(new App(), 'Shop');
  fn(stack).addEventSource(new SqsEventSource(queueWithDlq(stack)));
  Aspects.of(stack).add(new FailsafeAspect());
  Annotations.fromStack(stack).hasNoError('*', Match.anyValue());
});

describe('a part of ours that fails', () => {
  afterEach(() => jest.restoreAllMocks());

  test('a rule: fails the synthesis as our fault, not as a finding', () => {
    jest.spyOn(rules.find(({ id }) => id === 'sqs-no-redrive')!, 'check').mockImplementation(() => { throw new Error('no such thing'); });
    const app = new App();
    const stack = new Stack(app, 'Shop');
    lossy(stack);
    Aspects.of(stack).add(new FailsafeAspect());
    expect(() => app.synth()).toThrow(/the rule sqs-no-redrive failed: no such thing\. This is a fault of cdk-lambda-failsafe, not of this app.*report it at https:/);
  });

  test('a source: a unit test that asks the map does not pass for that', () => {
    jest.spyOn(sources.find(({ id }) => id === 'sqs')!, 'paths').mockImplementation(() => { throw new Error('no such thing'); });
    const stack = new Stack(new App(), 'Shop');
    lossy(stack);
    expect(() => FailureMap.of(stack)).toThrow(/the source sqs failed: no such thing\. This is a fault of cdk-lambda-failsafe/);
  });
});

test.each(['cdk-lambda-failsafe::sqs-no-redrive', 'sqs-no-redrive'])('an error acknowledged as %s is withheld, there and nowhere else', (id) => {
  const stack = new Stack(new App(), 'Shop');
  Validations.of(lossy(stack)).acknowledge({ id, reason: 'drained by hand' });
  const other = new Queue(stack, 'Orders2');
  fn(stack, 'Fn2').addEventSource(new SqsEventSource(other));
  Aspects.of(stack).add(new FailsafeAspect());
  expect(Annotations.fromStack(stack).findError('*', noRedrive).map((message) => message.id)).toEqual(['/Shop/Orders2/Resource']);
});

test('an acknowledgement on a construct around it counts, for warnings too', () => {
  const build = (...ids: string[]) => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    ids.forEach((id) => Validations.of(app).acknowledge({ id, reason: 'a test' }));
    fn(stack, 'Fn', { reservedConcurrentExecutions: 50 }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    Aspects.of(app).add(new FailsafeAspect());
    return Annotations.fromStack(stack);
  };
  build().hasWarning('*', wholeBatch);
  build().hasError('*', noRedrive);
  build('cdk-lambda-failsafe::sqs-no-partial-batch', 'cdk-lambda-failsafe::sqs-no-redrive').hasNoWarning('*', wholeBatch);
  build('cdk-lambda-failsafe::sqs-no-partial-batch', 'cdk-lambda-failsafe::sqs-no-redrive').hasNoError('*', noRedrive);
});

describe('sees what other aspects change', () => {
  class Redrive implements IAspect {
    public visit(node: IConstruct): void {
      if (node instanceof CfnQueue && node.node.path.includes('Orders')) node.addPropertyOverride('RedrivePolicy', { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dlq', maxReceiveCount: 5 });
    }
  }

  test.each([true, false])('with aspect stabilization %s, also those of lower priority further down', (stabilized) => {
    const app = new App({ postCliContext: { '@aws-cdk/core:aspectStabilization': stabilized } });
    const stack = new Stack(app, 'Shop');
    lossy(stack);
    Aspects.of(app).add(new FailsafeAspect());
    Aspects.of(stack).add(new Redrive(), { priority: AspectPriority.READONLY });
    Annotations.fromStack(stack).hasNoError('*', noRedrive);
  });

  test('and does not settle lazy values before they are done', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    let count = 1;
    new CfnResource(stack, 'Other', { type: 'AWS::SNS::Topic', properties: { TopicName: Lazy.string({ produce: () => `name-${count}` }) } });
    Aspects.of(app).add(new FailsafeAspect());
    Aspects.of(app).add({ visit: (node) => { if (node instanceof CfnResource) count = 2; } });
    expect(JSON.stringify(app.synth().getStackByName('Shop').template)).toContain('name-2');
  });
});

test('follows references into other stacks', () => {
  const app = new App();
  const queues = new Stack(app, 'Queues');
  const good = queueWithDlq(queues, 'Kept');
  const bad = new Queue(queues, 'Orders');
  const work = new Stack(app, 'Work');
  fn(work, 'A').addEventSource(new SqsEventSource(good));
  fn(work, 'B').addEventSource(new SqsEventSource(bad));
  Aspects.of(app).add(new FailsafeAspect());
  expect(Annotations.fromStack(queues).findError('*', noRedrive).map(({ id }) => id)).toEqual(['/Queues/Orders/Resource']);
  Annotations.fromStack(work).hasNoError('*', Match.anyValue());
});

test('added to one stack it judges with the whole app but annotates that stack only', () => {
  const app = new App();
  const queues = new Stack(app, 'Queues');
  const work = new Stack(app, 'Work');
  fn(work).addEventSource(new SqsEventSource(new Queue(queues, 'Orders')));
  new CfnFunction(work, 'Raw', { runtime: 'nodejs22.x', handler: 'index.handler', code: { zipFile: 'x' }, role: 'arn:aws:iam::111122223333:role/r', deadLetterConfig: { targetArn: new Queue(queues, 'Dlq').queueArn } });
  Aspects.of(work).add(new FailsafeAspect());
  Annotations.fromStack(queues).hasNoError('*', Match.anyValue());
  const messages = app.synth().getStackByName('Work').messages.map(({ entry }) => String(entry.data));
  expect(messages.join()).not.toMatch(/the queue .*is not part of this app/);
});

test('annotates inside nested stacks', () => {
  const stack = new Stack(new App(), 'Shop');
  lossy(new NestedStack(stack, 'Inner'));
  Aspects.of(stack).add(new FailsafeAspect());
  expect(Annotations.fromStack(stack).findError('*', noRedrive).map(({ id }) => id)).toEqual(['/Shop/Inner/Orders/Resource']);
});

describe('stages', () => {
  test('are annotated where the aspect was added to the stage', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    lossy(new Stack(stage, 'Shop'));
    Aspects.of(stage).add(new FailsafeAspect());
    const messages = app.synth().getNestedAssembly('assembly-Prod').stacks[0].messages;
    expect(messages.filter(({ level }) => level === 'error').map(({ id }) => id)).toEqual(['/Prod/Shop/Orders/Resource']);
  });

  test('cannot be reached from the app, which is said instead of passing in silence', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    lossy(new Stack(stage, 'Shop'));
    Aspects.of(app).add(new FailsafeAspect());
    expect(() => app.synth()).toThrow(/aspects stop at stages.*Prod: add it there/);
    Aspects.of(stage).add(new FailsafeAspect());
    expect(() => app.synth({ force: true })).not.toThrow();
  });
});

test('synthesized twice, or added twice, it says everything once', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  lossy(stack);
  const aspect = new FailsafeAspect();
  Aspects.of(app).add(aspect);
  Aspects.of(stack).add(aspect);
  Aspects.of(stack).add(new FailsafeAspect(), { priority: AspectPriority.READONLY });
  app.synth();
  app.synth({ force: true });
  expect(Annotations.fromStack(stack).findError('*', noRedrive)).toHaveLength(1);
});
