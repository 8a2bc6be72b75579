import { check } from '../../src/check';
import { Figure, Plan } from '../../src/model/plan';
import { isUnknown } from '../../src/model/value';
import { tollOf } from '../../src/plan/outage';
import { plans } from '../../src/plan/plan';
import { worlds } from '../../src/read/app';
import { isJsonObject, parseFile } from '../../src/read/file';
import { stackOf } from '../../src/read/template';

/** The plan of the only path of `Fn`. */
function plan(resources: string, more = ''): Plan {
  const parsed = parseFile('shop.yaml', `${more}\nResources:\n${resources}`);
  if (!isJsonObject(parsed.content)) throw new Error('not a template');
  const { graph } = check(worlds({ stacks: [stackOf(parsed, 'Shop', [])], remarks: [] }));
  const all = plans(graph).filter(({ path }) => path.fn.id === 'Fn');
  if (all.length !== 1) throw new Error(`${all.length} paths`);
  return all[0];
}

const fn = (more = '') => `  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x }${more} } }\n`;

/** `5`, `870–1000`, or why it is not known. */
function bounds({ value }: Figure): string {
  if (isUnknown(value)) return `unknown: ${value.reason}`;
  return value.least === value.most ? String(value.least) : `${value.least}–${value.most}`;
}

const figures = ({ tries, rest, failing, throttled }: Plan) => ({ tries: bounds(tries), rest: bounds(rest), failing: bounds(failing.leaves), throttled: bounds(throttled.leaves) });
const kept = (its: Plan) => its.kept.map(({ lasts, expires, net }) => `${net.rest.text} for ${bounds(lasts)}, gone at ${bounds(expires)}`);

const day = 86_400;

describe('SQS', () => {
  const orders = (queue: string, dlq = 'MessageRetentionPeriod: 1209600', mapping = '') => `${fn(', Timeout: 30')}
  OrdersDlq: { Type: AWS::SQS::Queue, Properties: { ${dlq} } }
  OrdersQueue: { Type: AWS::SQS::Queue, Properties: { ${queue} } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt OrdersQueue.Arn${mapping} } }`;
  const redrive = 'RedrivePolicy: { deadLetterTargetArn: !GetAtt OrdersDlq.Arn, maxReceiveCount: 5 }';
  let shop: Plan;

  beforeAll(() => {
    shop = plan(orders(`VisibilityTimeout: 180, ${redrive}`));
  });

  test('5 tries over 14.5–16.7 min, then in OrdersDlq for 14 days since the message was sent; survives 12 min of failing code', () => {
    expect(figures(shop)).toEqual({ tries: '5', rest: '870–1000', failing: '720–820', throttled: '720–1000' });
    expect(kept(shop)).toEqual([`OrdersDlq for ${14 * day - 1020}–${14 * day - 900}, gone at ${14 * day}`]);
    expect(bounds(shop.failing.lost)).toBe(String(14 * day));
  });

  test('tells the layers apart: the code fails, and Lambda does not run it', () => {
    expect(shop.layers.map(({ by, on, within }) => `${by} ${on} ${bounds(within)}`)).toEqual(['SQS failing 870–1000', 'SQS throttled 900–1000']);
  });

  test('an outage of two hours: what arrives in its last 12 minutes is processed late', () => {
    expect(tollOf(shop, { seconds: 7_200, kind: 'failing' })).toMatchObject({ kept: { least: 6_380, most: 6_480 }, retried: { least: 720, most: 820 }, lost: { least: 0, most: 0 } });
  });

  test('a retention that ends before the last receive: the message is lost, not kept', () => {
    const its = plan(orders(`VisibilityTimeout: 180, MessageRetentionPeriod: 600, ${redrive}`));
    expect(bounds(its.tries)).toBe('3–4');
    expect(bounds(its.failing.lost)).toBe('400–600');
  });

  test('FIFO: kept from when it is moved, and messages of a group wait for each other until the retention ends', () => {
    const its = plan(orders(`FifoQueue: true, VisibilityTimeout: 180, ${redrive}`, 'FifoQueue: true'));
    expect(kept(its)).toEqual([`OrdersDlq for ${4 * day}, gone at ${4 * day + 900}–${4 * day + 1020}`]);
    expect(bounds(its.failing.leaves)).toBe('720–820');
    expect(bounds(its.failing.behind!.leaves)).toBe(`720–${4 * day}`);
    expect(its.failing.lost.value).toMatchObject({ least: 4 * day - 200 });
  });

  test('an unknown visibility timeout leaves the times unknown, not the reason', () => {
    const its = plan(orders(`VisibilityTimeout: !Ref Hidden, ${redrive}`), 'Parameters: { Hidden: { Type: Number } }');
    expect(bounds(its.rest)).toMatch(/^unknown: .*Hidden/);
    expect(bounds(its.kept[0].lasts)).toMatch(/^unknown: .*Hidden/);
  });

  test('nobody polls when that is turned off', () => {
    expect(bounds(plan(orders(`VisibilityTimeout: 180, ${redrive}`, '', ', Enabled: false')).tries)).toBe('unknown: polling is turned off, so that nobody takes it');
  });

  test('a reserved concurrency of 0: never run, and given up like what is throttled', () => {
    const its = plan(orders(`VisibilityTimeout: 180, ${redrive}`).replace('Timeout: 30', 'Timeout: 30, ReservedConcurrentExecutions: 0'));
    expect(figures(its)).toEqual({ tries: '0', rest: '900–1000', failing: '720–1000', throttled: '720–1000' });
  });

  test('a condition: the worst state is planned', () => {
    const its = plan(orders('VisibilityTimeout: 180, RedrivePolicy: !If [Prod, { deadLetterTargetArn: !GetAtt OrdersDlq.Arn, maxReceiveCount: 5 }, !Ref AWS::NoValue]'),
      'Parameters: { Stage: { Type: String, Default: prod } }\nConditions: { Prod: !Equals [!Ref Stage, prod] }');
    expect(its.path.outcome).toMatchObject({ fate: 'lost', because: expect.stringContaining('when') });
    expect(its.failing.lost).toEqual(its.failing.leaves);
    expect(bounds(its.failing.leaves)).toBe(`${4 * day - 200}–${4 * day}`);
  });
});

describe('Lambda\'s queue', () => {
  const mails = (more = '', config = '') => `${fn(`, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }${more}`)}
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
  ${config && `Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, ${config} } }`}`;

  test('3 tries over 3 minutes, then 14 days; throttled events are tried for 6 hours', () => {
    const its = plan(mails());
    expect(figures(its)).toEqual({ tries: '3', rest: '180–186', failing: '180–186', throttled: '21300–21600' });
    expect(kept(its)).toEqual([`Dlq for ${14 * day}, gone at ${14 * day + 180}–${14 * day + 189}`]);
    // Throttled, it gets there later, and is there for longer.
    expect(bounds(its.throttled.lost)).toBe(`${14 * day + 21_300}–${14 * day + 21_600}`);
  });

  test('the retries of SNS are a layer of their own', () => {
    expect(plan(mails()).layers.map(({ by, on, tries }) => `${by} ${on} ${bounds(tries)}`.replace(/ unknown.*/, ''))).toEqual(['SNS undelivered 1–100015', 'Lambda failing 3', 'Lambda throttled']);
  });

  test('a maximum age ends it before the last retry', () => {
    expect(figures(plan(mails(', Timeout: 60', 'MaximumEventAgeInSeconds: 150')))).toMatchObject({ tries: '2', failing: '60–150', throttled: '0–150' });
  });

  test('a reserved concurrency of 0: given up at once', () => {
    expect(figures(plan(mails(', ReservedConcurrentExecutions: 0')))).toEqual({ tries: '0', rest: '0', failing: '0', throttled: '0' });
  });
});

describe('streams', () => {
  const clicks = (mapping: string, rest = 'Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 }') => `${fn()}
  Rest: { ${rest} }
  Clicks: { Type: AWS::Kinesis::Stream }
  Reads: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, ${mapping} } }`;
  const destination = 'DestinationConfig: { OnFailure: { Destination: !GetAtt Rest.Arn } }';

  test('without limits the shard waits for as long as the stream has the record', () => {
    const its = plan(clicks('BatchSize: 1'));
    expect(figures(its)).toEqual({ tries: '1–Infinity', rest: `${day - 4}–${day + 3}`, failing: `${day - 3}–${day}`, throttled: String(day) });
    expect(tollOf(its, { seconds: 3 * day, kind: 'failing' })).toMatchObject({ lost: { least: 2 * day, most: 2 * day + 3 }, blocked: { least: day - 3, most: day } });
  });

  test('a position is worth as much as the stream has left, whatever the queue keeps', () => {
    const its = plan(clicks(`MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 3600, ${destination}`));
    expect(figures(its)).toEqual({ tries: '1–6', rest: '0–3603', failing: '0–3600', throttled: '3600' });
    expect(kept(its)).toEqual([`Rest for ${day - 3603}–${day}, gone at ${day}`]);
  });

  test('halving a batch uses up no retries', () => {
    expect(bounds(plan(clicks(`MaximumRetryAttempts: 5, BisectBatchOnFunctionError: true, BatchSize: 100, ${destination}`)).tries)).toBe('1–13');
  });

  test('what waits behind others may expire in the stream although a bucket keeps for ever', () => {
    const its = plan(clicks(`MaximumRetryAttempts: 5, ${destination}`, 'Type: AWS::S3::Bucket'));
    expect(kept(its)).toEqual(['Rest for Infinity, gone at Infinity']);
    expect(bounds(its.failing.lost)).toBe(`${day - 3}–Infinity`);
  });

  test('a record age ends the waiting in time', () => {
    expect(bounds(plan(clicks(`MaximumRecordAgeInSeconds: 3600, ${destination}`, 'Type: AWS::S3::Bucket')).failing.lost)).toBe('Infinity');
  });

  test('days of a lifecycle rule end at midnight; rules for something else do not count', () => {
    const rules = `[
      { Status: Enabled, ExpirationInDays: 30 }, { Status: Disabled, ExpirationInDays: 1 }, { Status: Enabled, Prefix: logs/, ExpirationInDays: 2 },
      { Status: Enabled, TagFilters: [{ Key: kind, Value: draft }], ExpirationInDays: 3 } ]`;
    const its = plan(clicks(`MaximumRetryAttempts: 0, BatchSize: 1, ${destination}`, `Type: AWS::S3::Bucket, Properties: { LifecycleConfiguration: { Rules: ${rules} } }`));
    expect(bounds(its.kept[0].lasts)).toBe(`${30 * day}–${31 * day}`);
    expect(figures(its)).toMatchObject({ tries: '1', rest: '0', failing: '0–1' });
  });

  test('how long a topic of Kafka keeps records is not known here', () => {
    const its = plan(`${fn()}
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: "arn:aws:kafka:eu-west-1:111122223333:cluster/c/1", Topics: [orders] } }`);
    expect(bounds(its.failing.leaves)).toBe('unknown: how long the topic keeps records is set in the cluster');
  });
});

describe('those who wait', () => {
  const machine = (states: string, more = '') => `${fn(', Timeout: 10')}
  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: "arn:aws:iam::111122223333:role/sfn", ${more}Definition: { StartAt: Work, States: { ${states} } } } }`;
  const work = (retry: string) => `Work: { Type: Task, Resource: !GetAtt Fn.Arn, End: true, Retry: [${retry}] }`;
  const all = '{ ErrorEquals: [States.ALL], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2 }';

  test('Step Functions: the pauses of the retrier, and up to 7 times the timeout', () => {
    expect(figures(plan(machine(work(all))))).toEqual({ tries: '7', rest: '126–186', failing: '126–186', throttled: '126' });
  });

  test('a retrier for throttling alone', () => {
    expect(figures(plan(machine(work('{ ErrorEquals: [Lambda.TooManyRequestsException], IntervalSeconds: 10, BackoffRate: 1, JitterStrategy: FULL }'))))).toEqual({ tries: '1', rest: '0', failing: '0', throttled: '0–30' });
  });

  test('an express execution ends after five minutes, retries or not', () => {
    expect(figures(plan(machine(work(all.replace('2, MaxAttempts: 6', '100, MaxAttempts: 3')), 'StateMachineType: EXPRESS, ')))).toMatchObject({ tries: '2–4', rest: '100–300', throttled: '100–300' });
  });

  test('a Parallel around the task that tries again too', () => {
    const its = plan(machine(`Work: { Type: Parallel, End: true, Retry: [${all}], Branches: [{ StartAt: Inner, States: { ${work(all).replace('Work', 'Inner')} } }] }`));
    expect(bounds(its.tries)).toBe('unknown: a Parallel or Map around Inner tries again too');
  });

  test('names of errors that only the code knows', () => {
    expect(bounds(plan(machine(work('{ ErrorEquals: [OutOfStock] }'))).tries)).toMatch(/^unknown: the Retry for OutOfStock is for some errors/);
  });

  test('a million retries are counted at once', () => {
    expect(bounds(plan(machine(work('{ ErrorEquals: [States.ALL], IntervalSeconds: 1, MaxAttempts: 99999999, BackoffRate: 2, MaxDelaySeconds: 60 }'))).tries)).toBe('100000000');
    // Pauses that hardly grow, until the execution ends after 300 seconds: each try takes up to 10 and the pause one.
    expect(bounds(plan(machine(work('{ ErrorEquals: [States.ALL], IntervalSeconds: 1, MaxAttempts: 99999999, BackoffRate: 1.000000001 }'), 'StateMachineType: EXPRESS, ')).tries)).toBe('28–100000000');
  });

  test('pauses grow up to the longest', () => {
    // 2 + 4 + 8 + 10 + 10 seconds.
    expect(figures(plan(machine(work('{ ErrorEquals: [States.ALL], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2, MaxDelaySeconds: 10 }'))))).toMatchObject({ tries: '6', throttled: '34' });
    expect(figures(plan(machine(work('{ ErrorEquals: [States.ALL], IntervalSeconds: 20, MaxAttempts: 2, BackoffRate: 2, MaxDelaySeconds: 10 }'))))).toMatchObject({ tries: '3', throttled: '20' });
  });

  test('a retrier that Step Functions refuses', () => {
    for (const wrong of ['BackoffRate: 0.5', 'IntervalSeconds: -1', 'MaxAttempts: -1']) expect(bounds(plan(machine(work(`{ ErrorEquals: [States.ALL], ${wrong} }`))).tries)).toMatch(/^unknown: Step Functions refuses/);
  });

  test('a function URL makes one try, a user pool up to three', () => {
    expect(figures(plan(`${fn()}  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE, TargetFunctionArn: !Ref Fn } }`))).toEqual({ tries: '1', rest: '0', failing: '0', throttled: '0' });
    expect(bounds(plan(`${fn()}  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt Fn.Arn } } }`).tries)).toBe('1–3');
  });

  test('what a subscriber of a custom event bus keeps are ids, for as long as the bus has the events', () => {
    const its = plan(`${fn()}
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: orders, StorageConfiguration: { RetentionPeriodInDays: 2 } } }
  Subscriber:
    Type: AWS::EventsV2::Subscriber
    Properties:
      Name: fn
      EventBusArn: !GetAtt Bus.Arn
      InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: !GetAtt Deliver.Arn, LambdaParameters: { InvocationType: REQUEST_RESPONSE } }
      OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }
  Deliver: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } }] } }`);
    expect(figures(its)).toEqual({ tries: '1–6', rest: '0–303', failing: '0–300', throttled: '0–300' });
    expect(kept(its)).toEqual([`Dlq for ${2 * day - 303}–${2 * day}, gone at ${2 * day}`]);
  });
});
