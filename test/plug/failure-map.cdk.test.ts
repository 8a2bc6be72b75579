import { App, Aspects, CfnResource, Duration, Stack, Stage } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { AsyncFunction, AsyncSource, DeadLetterQueue, FailureMap, FailureTarget, Fate, RestingPlace, SqsTriggeredFunction, StreamTriggeredFunction, SyncCaller, SyncFunction } from '../../src';

const code = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') };

function shop() {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const orders = new SqsTriggeredFunction(stack, 'Orders', { ...code, timeout: Duration.seconds(30) });
  return { app, stack, orders };
}

describe('a path', () => {
  test('of a queue: how often, how long, and where to look', () => {
    const { stack, orders } = shop();
    const [path, ...more] = FailureMap.of(stack).paths;
    expect(more).toEqual([]);
    expect(path.function).toBe(orders);
    expect(path).toMatchObject({ source: 'sqs', qualifier: '$LATEST', fate: Fate.KEPT, minTries: 5, maxTries: 5 });
    expect(path.restsAfterAtLeast!.toSeconds()).toBe(5 * 180 - 30);
    expect(path.restsAfterAtMost!.toSeconds()).toBe(5 * (180 + 20));
    expect(path.survivesFailing!.toSeconds()).toBe(4 * 180);
    const [place] = path.restsIn;
    expect(place).toMatchObject({ kind: RestingPlace.QUEUE, construct: orders.trigger.deadLetterQueue, keepsPayload: true, keptForEver: false });
    expect(place.keptFor!.toDays({ integral: false })).toBeCloseTo(14, 1);
    expect(path.toString()).toBe('Shop/Orders ← sqs Orders/Trigger/Queue');
    expect(path.description).toBe('5 tries over 14.5–16.7 min, then in Orders/Trigger/DeadLetterQueue, kept 14 d; survives 12 min of failing code or throttling');
  });

  test('of a stream: position or payload', () => {
    const stack = new Stack();
    const stream = new kinesis.Stream(stack, 'Clicks');
    const fn = new lambda.Function(stack, 'Fn', code);
    fn.addEventSource(new KinesisEventSource(stream, { startingPosition: lambda.StartingPosition.LATEST }));
    const kept = new StreamTriggeredFunction(stack, 'Kept', { ...code, stream });
    const map = FailureMap.of(stack);
    expect(map.endingIn(Fate.BLOCKS).map((path) => path.function)).toEqual([fn]);
    expect(map.endingIn(Fate.BLOCKS)[0]).toMatchObject({ restsIn: [], minTries: 1, maxTries: undefined });
    expect(map.pathsOf(kept)[0].restsIn[0]).toMatchObject({ kind: RestingPlace.BUCKET, keepsPayload: true, keptForEver: true, keptFor: undefined });
  });

  test('of an alias, by its name; and what cannot be handed over is told apart', () => {
    const stack = new Stack();
    const fn = new lambda.Function(stack, 'Fn', code);
    new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(fn.addAlias('live'), { deadLetterQueue: new DeadLetterQueue(stack, 'Undelivered') })] });
    const [path] = FailureMap.of(stack).paths;
    expect(path).toMatchObject({ function: fn, fate: Fate.LOST, deliveryFate: Fate.KEPT, source: 'events-rule', restsIn: [], minTries: 3, maxTries: 3 });
    expect(path.toString()).toMatch(/^Default\/Fn:.*live.* ← events-rule/i);
  });
});

describe('what is looked at', () => {
  test('an App with its stages, a Stage, a Stack or one function', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    const inStage = new SqsTriggeredFunction(new Stack(stage, 'Shop'), 'Orders', code);
    const other = new AsyncFunction(new Stack(app, 'Other'), 'Upload', { ...code, source: AsyncSource.direct() });
    const functions = (map: FailureMap) => map.paths.map((path) => path.function.node.path);
    expect(functions(FailureMap.of(app)).sort()).toEqual(['Other/Upload', 'Prod/Shop/Orders']);
    expect(functions(FailureMap.of(stage))).toEqual(['Prod/Shop/Orders']);
    expect(functions(FailureMap.of(other.stack))).toEqual(['Other/Upload']);
    expect(functions(FailureMap.of(inStage))).toEqual(['Prod/Shop/Orders']);
  });

  test('what aspects and overrides have made of it', () => {
    const { app, stack } = shop();
    const isQueue = (node: IConstruct): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::SQS::Queue';
    Aspects.of(stack).add({ visit: (node) => { if (isQueue(node)) node.addPropertyDeletionOverride('RedrivePolicy'); } });
    expect(FailureMap.of(app).paths.map(({ fate }) => fate)).toEqual([Fate.LOST]);
  });

  test('functions that nothing in the app invokes have no path', () => {
    const stack = new Stack();
    new lambda.Function(stack, 'Fn', code);
    expect(FailureMap.of(stack).paths).toEqual([]);
  });
});

describe('an assertion', () => {
  test('holds for every path', () => {
    const { stack } = shop();
    FailureMap.of(stack).expectEvery({});
    FailureMap.of(stack).expectEvery({
      restsIn: [RestingPlace.QUEUE], keepsPayload: true, keptFor: Duration.days(13), survivesFailing: Duration.minutes(12), survivesThrottling: Duration.minutes(12),
    });
  });

  test('asks nothing of paths whose caller has the event, unless it says so', () => {
    const stack = new Stack();
    new SyncFunction(stack, 'Api', { ...code, caller: SyncCaller.functionUrl() });
    FailureMap.of(stack).expectEvery({ restsIn: [RestingPlace.QUEUE], survivesFailing: Duration.days(1) });
    expect(() => FailureMap.of(stack).expectEvery({ fates: [Fate.KEPT] })).toThrow(/Default\/Api ← function-url[^]*expected kept, but caller/);
  });

  test('names every path for which it does not hold, and what it is instead', () => {
    const { stack } = shop();
    const queue = new sqs.Queue(stack, 'Payments');
    new lambda.Function(stack, 'Pay', code).addEventSource(new SqsEventSource(queue));
    const broken = () => FailureMap.of(stack).expectEvery({ restsIn: [RestingPlace.BUCKET] });
    expect(broken).toThrow('2 of 2 paths are not as expected');
    expect(broken).toThrow('Shop/Orders ← sqs Orders/Trigger/Queue\n    expected to rest in a bucket, but it rests in queue Orders/Trigger/DeadLetterQueue');
    expect(broken).toThrow('Shop/Pay ← sqs Payments\n    expected kept or caller, but lost\n    expected to rest in a bucket, but it rests nowhere\n    it is: ');
  });

  test.each([
    ['kept for long enough', { keptFor: Duration.days(15) }, /expected to be kept for 15 days, but for 13 days/],
    ['surviving failing code', { survivesFailing: Duration.hours(1) }, /expected to survive 1 hour of failing code, but for 12 minutes for sure/],
    ['surviving throttling', { survivesThrottling: Duration.hours(1) }, /expected to survive 1 hour of throttling, but for 12 minutes for sure/],
  ])('%s', (_, expectation, message) => expect(() => FailureMap.of(shop().stack).expectEvery(expectation)).toThrow(message));

  test('is not content with a topic that nobody subscribes to', () => {
    const published = (subscribe: (topic: sns.Topic) => void) => {
      const stack = new Stack();
      const topic = new sns.Topic(stack, 'Failed');
      new AsyncFunction(stack, 'Fn', { ...code, source: AsyncSource.direct(), processing: { onFailure: FailureTarget.topic(topic) } });
      subscribe(topic);
      return FailureMap.of(stack);
    };
    const unheard = published(() => undefined);
    expect(unheard.paths[0].restsIn.map(({ name, withoutSubscription }) => [name, withoutSubscription])).toEqual([['Failed', true]]);
    expect(unheard.paths[0].description).toContain('then in Failed (no subscription in this app)');
    expect(() => unheard.expectEvery({})).toThrow('expected somebody to get it, but nothing in this app subscribes to Failed');
    unheard.expectEvery({ fates: [Fate.KEPT, Fate.UNKNOWN] });

    const heard = published((topic) => topic.addSubscription(new EmailSubscription('oncall@example.com')));
    expect(heard.paths[0].restsIn[0].withoutSubscription).toBe(false);
    heard.expectEvery({});
  });

  test('of events that cannot be handed over to Lambda', () => {
    const stack = new Stack();
    const fn = new AsyncFunction(stack, 'Fn', { ...code, source: AsyncSource.direct() });
    const rule = new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } });
    rule.addTarget(new targets.LambdaFunction(fn));
    FailureMap.of(stack).expectEvery({});
    expect(() => FailureMap.of(stack).expectEvery({ deliveryFates: [Fate.KEPT] })).toThrow('expected kept for what cannot be handed over to Lambda, but lost');
  });

  test('fails where there is nothing to look at', () => {
    const stack = new Stack(new App(), 'Empty');
    expect(() => FailureMap.of(stack).expectEvery({})).toThrow('Empty has no function that is invoked');
  });
});
