import { App, Aspects, IAspect, Mixin, Mixins, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnEventInvokeConfig, Function } from 'aws-cdk-lib/aws-lambda';
import { SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Node } from 'constructs';
import { AsyncFailures, FailsafeDefaults, FailsafeNets, FailureAlarms, SqsRedrive, SqsVisibility } from '../../src';
import { fn } from '../support/parts';

/** Functions, each with a plain queue and a subscription. */
function ordering(app: App, functions: number): void {
  const stack = new Stack(app, 'Stack');
  const topic = new Topic(stack, 'Shipped');
  for (let index = 0; index < functions; index += 1) {
    const shipOrder = fn(stack, `ShipOrder${index}`);
    shipOrder.addEventSource(new SqsEventSource(new Queue(stack, `Orders${index}`)));
    shipOrder.addEventSource(new SnsEventSource(topic));
  }
}

describe('how often the whole app is walked does not depend on how many functions it has', () => {
  const walks = (use: (app: App) => void, functions: number) => {
    const app = new App();
    const findAll = jest.spyOn(Node.prototype, 'findAll');
    use(app);
    ordering(app, functions);
    try {
      app.synth();
      return findAll.mock.contexts.filter((node) => node === app.node || node.path === 'Stack').length;
    } finally {
      findAll.mockRestore();
    }
  };
  /** Applies a mixin at synthesis, when all is there. */
  const applied = (...mixins: readonly Mixin[]) => (app: App) => {
    const apply: IAspect = { visit: (construct) => void (construct === app && Mixins.of(app).apply(...mixins)) };
    Aspects.of(app).add(apply);
  };
  test.each<[string, (app: App) => void]>([
    ['AsyncFailures', applied(new AsyncFailures())],
    ['SqsRedrive', applied(new SqsRedrive())],
    ['SqsRedrive, what is polled', applied(new SqsRedrive({ polledOnly: true }))],
    ['SqsVisibility', applied(new SqsVisibility())],
    ['FailureAlarms', applied(new AsyncFailures(), new FailureAlarms())],
    ['FailsafeNets', (app) => FailsafeNets.of(app)],
    ['FailsafeDefaults', (app) => FailsafeDefaults.of(app)],
  ])('%s', (_, use) => expect(walks(use, 8)).toBe(walks(use, 2)));
});

describe('what is made, changed or removed between two questions is seen', () => {
  const configs = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::Lambda::EventInvokeConfig') as { [id: string]: { Properties: { FunctionName: unknown } } }).map(({ Properties }) => Properties.FunctionName);
  const configOf = ({ functionName }: Function, stack: Stack) => new CfnEventInvokeConfig(stack, 'Config', { functionName, qualifier: '$LATEST', destinationConfig: { onFailure: { destination: 'arn:aws:sqs:eu-west-1:111122223333:failed' } } });
  const two = () => {
    const stack = new Stack();
    return { stack, resize: fn(stack, 'Resize'), notify: fn(stack, 'Notify') };
  };

  test('a configuration', () => {
    const { stack, resize, notify } = two();
    resize.with(new AsyncFailures());
    configOf(notify, stack);
    notify.with(new AsyncFailures());
    expect(configs(stack)).toHaveLength(2);
  });

  test('a configuration that is for another function by now', () => {
    const { stack, resize, notify } = two();
    const config = configOf(resize, stack);
    resize.with(new AsyncFailures());
    config.functionName = notify.functionName;
    resize.with(new AsyncFailures());
    expect(configs(stack)).toEqual(expect.arrayContaining([resize, notify].map(({ functionName }) => stack.resolve(functionName) as unknown)));
  });

  test('a configuration that was removed', () => {
    const { stack, resize } = two();
    configOf(resize, stack);
    resize.with(new AsyncFailures());
    stack.node.tryRemoveChild('Config');
    resize.with(new AsyncFailures());
    expect(configs(stack)).toEqual([stack.resolve(resize.functionName)]);
  });

  test('a configuration that comes with an alarm', () => {
    const { stack, notify } = two();
    const bind = () => ({ alarmActionArn: ((stack.node.tryFindChild('Config') ?? configOf(notify, stack)) as CfnEventInvokeConfig).ref });
    Mixins.of(stack).apply(new AsyncFailures({ alarmActions: [{ bind }] }));
    expect(configs(stack)).toHaveLength(2);
  });

  test('a queue that has got a redrive policy', () => {
    const stack = new Stack();
    const [orders, failed] = ['Orders', 'Failed'].map((id) => new CfnQueue(stack, id));
    const mixin = new SqsRedrive();
    expect(mixin.supports(failed)).toBe(true);
    orders.redrivePolicy = { deadLetterTargetArn: failed.attrArn, maxReceiveCount: 5 };
    expect(mixin.supports(failed)).toBe(false);
  });
});
