import { Finding } from '../../src/model/finding';
import { FailureGraph } from '../../src/model/graph';
import { judge } from '../support/judge';

/** One answer for an app that has conditions: the worst that some state of them has, with the state. */

const stage = 'Parameters: { Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }, Zone: { Type: String, Default: eu, AllowedValues: [eu, us] } }\nConditions: { Prod: !Equals [!Ref Stage, prod], Dev: !Not [!Condition Prod], Us: !Equals [!Ref Zone, us] }';
const app = (resources: string) => `${stage}\nResources:\n  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }\n  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }\n${resources}`;
const feed = (of: string, more = '', condition = '') => `  ${of}Feed: { Type: AWS::Lambda::EventSourceMapping, ${condition}Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt ${of}.Arn${more} } }`;
const redrive = '{ deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 }';

const ends = (text: string) => judge(app(text)).graph.paths.map(({ kind, outcome }) => `${kind}: ${outcome.fate}, ${outcome.because}`);
const found = (text: string, rule: string) => judge(app(text)).findings.filter((finding) => finding.rule === rule).map(({ resource, when }) => `${resource.id}${when === undefined ? '' : ` when ${when}`}`);

describe('paths', () => {
  test('where states agree, nothing is said of them', () => expect(ends(`  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: !If [Prod, 60, 90], RedrivePolicy: ${redrive} } }\n${feed('Orders')}`)).toEqual(['sqs: kept, SQS moves it after the last receive']));

  test('where they do not, the worst is told, with its state', () => {
    const lost = /^sqs: lost, Orders has no redrive policy: .* \(when Stage is (not prod|dev)\)$/;
    expect(ends(`  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: !If [Prod, ${redrive}, !Ref AWS::NoValue] } }\n${feed('Orders')}`)).toEqual([expect.stringMatching(lost)]);
    expect(ends(`  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: !If [Prod, !Ref AWS::NoValue, ${redrive}] } }\n${feed('Orders')}`)).toEqual([expect.stringMatching(/ \(when Stage is prod\)$/)]);
  });

  const streams = (prod: string, dev: string) => ends(`  Clicks: { Type: AWS::Kinesis::Stream }\n${feed('Clicks', `, StartingPosition: LATEST, MaximumRetryAttempts: !If [Prod, ${prod}], DestinationConfig: !If [Prod, ${dev}]`)}`)[0];
  const destination = '{ OnFailure: { Destination: !GetAtt Dlq.Arn } }';
  const none = '!Ref AWS::NoValue';

  test.each([
    ['lost before blocking', '3, -1', `${none}, ${none}`, 'lost', 'prod'], ['blocking before kept', '-1, 3', `${none}, ${destination}`, 'blocks', 'prod'], ['lost before kept', '3, 3', `${destination}, ${none}`, 'lost', 'dev'], ['not known before kept', '!ImportValue retries, 3', `${destination}, ${destination}`, 'unknown', 'prod'],
    ['blocking before not known', '-1, !ImportValue retries', `${none}, ${none}`, 'blocks', 'prod'], ['lost before not known', '!ImportValue retries, 3', `${none}, ${none}`, 'lost', 'dev'],
  ])('%s', (_, prod, dev, fate, when) => expect(streams(prod, dev)).toMatch(new RegExp(`^kinesis: ${fate}, .* \\(when Stage is ${when === 'dev' ? '(dev|not prod)' : when}\\)$`)));

  test('a state in which it is lost for another reason is not named', () => {
    const config = (qualifier: string) => `  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: !If [Prod, $LATEST, ${qualifier}], DestinationConfig: { OnFailure: !If [Us, { Destination: !GetAtt Dlq.Arn }, !Ref AWS::NoValue] } } }`;
    expect(ends(`  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }\n${config('live')}`).join()).toMatch(/^async-events: lost, (the destination is on live, the invocation goes to \$LATEST \(when Stage is [^,]* and Zone is us\)|the function has neither .* \(when Zone is (not us|eu)\))$/);
  });

  test('of very many states, the part that makes the difference is told', () => {
    const letters = [...'ABCDEF'];
    const many = `Parameters: { ${letters.map((letter) => `${letter}: { Type: String, Default: no }`).join(', ')} }\nConditions: { ${letters.map((letter) => `Is${letter}: !Equals [!Ref ${letter}, yes]`).join(', ')} }`;
    const text = app(`  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${letters.slice(1).reduce((inner, letter) => `!If [Is${letter}, 61, ${inner}]`, '60')}, RedrivePolicy: !If [IsA, !Ref AWS::NoValue, ${redrive}] } }\n${feed('Orders')}`).replace(stage, many);
    expect(judge(text).findings.filter(({ rule }) => rule === 'sqs-no-redrive').map(({ when }) => when)).toEqual(['A is yes']);
  });

  test('of states that are equally bad, the first is told', () => {
    const { graph } = judge(app(`  Second: { Type: AWS::SQS::Queue }\n  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !If [Prod, !GetAtt Second.Arn, !GetAtt Dlq.Arn], maxReceiveCount: 5 } } }\n${feed('Orders')}`));
    expect(graph.paths.map(({ outcome }) => outcome.nets.map(({ rest }) => rest.text))).toEqual([['Dlq']]);
  });

  test('what the caller sees is less than what nobody knows', () => {
    const machine = '  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, DefinitionSubstitutions: { Fn: !GetAtt Fn.Arn }, Definition: !If [Prod, { StartAt: A, States: { A: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } }, !Ref AWS::NoValue], DefinitionS3Location: !If [Prod, !Ref AWS::NoValue, { Bucket: b, Key: k }] } }';
    expect(ends(machine)).toEqual([expect.stringMatching(/^sync-sfn: unknown, the definition of Machine is not here.* \(when Stage is (dev|not prod)\)$/)]);
    expect(ends(machine.replaceAll('!If [Prod', '!If [Dev'))).toEqual([expect.stringMatching(/^sync-sfn: unknown, .* \(when Stage is prod\)$/)]);
  });

  test('a trigger that is there in one state is the only path in all of them', () => {
    expect(ends(`  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: ${redrive} } }\n${feed('Orders', '', 'Condition: Prod, ')}`)).toEqual(['sqs: kept, SQS moves it after the last receive']);
  });

  test('what the caller sees is the least', () => {
    const text = '  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, Definition: { StartAt: A, States: { A: { Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: !GetAtt Fn.Arn }, Catch: !If [Prod, [{ ErrorEquals: [States.ALL], Next: A }], !Ref AWS::NoValue], End: true } } } } }';
    expect(ends(text)).toHaveLength(1);
  });

  test('two states, of which each has a trigger of its own', () => {
    const text = `  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: ${redrive} } }\n  Bills: { Type: AWS::SQS::Queue }\n${feed('Orders', '', 'Condition: Prod, ')}\n${feed('Bills')}`;
    expect(ends(text).sort()).toEqual([expect.stringMatching(/^sqs: kept, SQS moves it after the last receive$/), expect.stringMatching(/^sqs: lost, Bills has no redrive policy: [^(]*$/)]);
  });

  test('a permission is explained by the trigger of another state, of its own kind only', () => {
    const permission = (principal: string) => `  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: ${principal} } }`;
    const rule = '  Rule: { Type: AWS::Events::Rule, Condition: Prod, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }';
    const sources = (principal: string) => judge(app(`${rule}\n${permission(principal)}`)).graph.paths.map(({ source }) => source).sort();
    expect(sources('events.amazonaws.com')).toEqual(['events-rule']);
    expect(sources('s3.amazonaws.com')).toEqual(['events-rule', 'permission']);
  });
});

describe('the graph', () => {
  let graph: FailureGraph;

  beforeAll(() => {
    ({ graph } = judge(app(`  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: ${redrive} } }\n${feed('Orders')}\n  Second: { Type: AWS::Lambda::Function, Condition: Prod, Properties: { Code: { ZipFile: !If [Us, x, y] }, Role: arn, DeadLetterConfig: { TargetArn: !If [Us, !GetAtt Dlq.Arn, !GetAtt Orders.Arn] } } }\n  Url: { Type: AWS::Lambda::Url, Condition: Prod, Properties: { TargetFunctionArn: !Ref Second, AuthType: NONE } }\n  Topic: { Type: AWS::SNS::Topic, Condition: Prod }\n  News: { Type: AWS::SNS::Subscription, Condition: Prod, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Second.Arn } }`)));
  });

  test('has each function once', () => expect(graph.functions.map(({ id }) => id).sort()).toEqual(['Fn', 'Second']));

  test('has each net once, for each place', () => expect(graph.nets.map(({ kind, rest }) => `${kind} ${rest.text}`).sort()).toEqual(['function-dlq Dlq', 'function-dlq Orders', 'redrive Dlq']));

  test.each(['!If [Prod, true, false]', '!If [Dev, true, false]'])('has a net as it is in the state that finds most wrong with it, here a FIFO queue %s', (fifo) => {
    const { graph: { nets } } = judge(app(`  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Next.Arn, maxReceiveCount: 5 } } }\n  Next: { Type: AWS::SQS::Queue, Properties: { FifoQueue: ${fifo} } }\n${feed('Orders')}`));
    expect(nets.map(({ rest, faults }) => `${rest.text}: ${faults.map(({ code }) => code).join()}`)).toEqual(['Next: fifo-mismatch']);
  });

  test.each(['Prod', 'Dev'])('one that leads back to the function in %s only, says so', (condition) => {
    const { graph: { nets } } = judge(app(`  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: ${redrive} } }\n${feed('Orders')}\n${feed('Dlq', '', `Condition: ${condition}, `)}`));
    expect(nets.map(({ rest, faults }) => `${rest.text}: ${faults.map(({ code }) => code).join()}`)).toEqual(['Dlq: consumer-loop']);
  });

  test.each(['Prod', 'Dev'])('one that leads back to the function in %s, and in the other state in a circle, has what is certain', (condition) => {
    const to = (id: string) => `{ deadLetterTargetArn: !Sub "arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:${id}", maxReceiveCount: 5 }`;
    const { graph: { nets } } = judge(app(`  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: Orders, RedrivePolicy: ${to('Next')} } }\n  Next: { Type: AWS::SQS::Queue, Properties: { QueueName: Next, RedrivePolicy: !If [${condition}, !Ref AWS::NoValue, ${to('Third')}] } }\n  Third: { Type: AWS::SQS::Queue, Properties: { QueueName: Third, RedrivePolicy: ${to('Orders')} } }\n${feed('Orders')}\n${feed('Next')}`));
    expect(nets.find(({ rest }) => rest.text === 'Next')?.faults.map(({ code }) => code)).toEqual(['redrive-loop']);
  });
});

describe('findings', () => {
  const orders = (properties: string) => `  Orders: { Type: AWS::SQS::Queue, Properties: { ${properties} } }\n${feed('Orders')}`;

  test.each<[string, string, readonly string[]]>([
    ['in every state', 'VisibilityTimeout: !If [Prod, 60, 90]', ['Orders']], ['in one state', `RedrivePolicy: !If [Prod, ${redrive}, !Ref AWS::NoValue]`, [expect.stringMatching(/^Orders when Stage is (not prod|dev)$/) as string]],
    ['in the other state', `RedrivePolicy: !If [Prod, !Ref AWS::NoValue, ${redrive}]`, ['Orders when Stage is prod']], ['in no state', `RedrivePolicy: !If [Prod, ${redrive}, ${redrive}]`, []],
    ['in one of four', `RedrivePolicy: !If [Prod, !If [Us, !Ref AWS::NoValue, ${redrive}], ${redrive}]`, ['Orders when Stage is prod and Zone is us']],
    ['in two of four, that have something in common', `VisibilityTimeout: !If [Us, 60, 90], RedrivePolicy: !If [Prod, !Ref AWS::NoValue, ${redrive}]`, ['Orders when Stage is prod']],
  ])('%s', (_, properties, expected) => expect(found(orders(properties), 'sqs-no-redrive')).toEqual(expected));

  const three = 'Parameters: { Stage: { Type: String, Default: dev } }\nConditions: { Prod: !Equals [!Ref Stage, prod], Us: !Equals [!Ref AWS::Region, us-east-1] }';
  const both = `${orders(`VisibilityTimeout: !If [Us, 60, 90], RedrivePolicy: !If [Prod, ${redrive}, !Ref AWS::NoValue]`)}`;
  const ofThree = () => judge(app(both).replace(stage, three));

  test('in some of many: what makes no difference is not named', () => {
    const { when } = ofThree().findings.find(({ rule }) => rule === 'sqs-no-redrive')!;
    expect(when).toMatch(/^Stage is [^;,]*(; or Stage is [^;,]*)*$/);
    expect(ofThree().graph.paths[0].outcome.because).toContain(`(when ${when})`);
  });

  test('in three of four: all of the states are named', () => expect(found(orders(`RedrivePolicy: !If [Prod, !If [Us, ${redrive}, !Ref AWS::NoValue], !Ref AWS::NoValue]`), 'sqs-no-redrive')).toEqual([
    expect.stringMatching(/^Orders when Stage is [^;]*, Zone is [^;]*; or Stage is [^;]*, Zone is [^;]*; or Stage is [^;]*, Zone is [^;]*$/),
  ]));

  test('of a resource that is only there in one state, that state is not told', () => {
    const only = `  Orders: { Type: AWS::SQS::Queue, Condition: Prod, Properties: { VisibilityTimeout: 60 } }\n${feed('Orders', '', 'Condition: Prod, ')}`;
    expect(found(only, 'sqs-no-redrive')).toEqual(['Orders']);
    expect(found(`${only}\n  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !If [Us, a, b] } }`, 'sqs-no-redrive')).toEqual(['Orders']);
  });

  test('of a function that is only there in one state, that state is not told', () => {
    const feeds = `  Clicks: { Type: AWS::Kinesis::Stream }\n${feed('Clicks', ', StartingPosition: LATEST, MaximumRetryAttempts: 3').replace('!Ref Fn', '!If [Prod, !Ref Second, !Ref Fn]')}`;
    expect(judge(app(`  Second: { Type: AWS::Lambda::Function, Condition: Prod, Properties: { Code: { ZipFile: x }, Role: arn } }\n${feeds}`)).findings.filter(({ rule }) => rule === 'stream-finite-retries-no-destination').map(({ fn, when }) => [fn?.id, when]).sort()).toEqual([['Fn', 'Stage is dev'], ['Second', undefined]]);
    const [finding] = judge(app('  Second: { Type: AWS::Lambda::Function, Condition: Prod, Properties: { Code: { ZipFile: x }, Role: arn } }\n  Topic: { Type: AWS::SNS::Topic }\n  News: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !If [Prod, !GetAtt Second.Arn, !GetAtt Fn.Arn] } }')).findings.filter(({ rule, fn }) => rule === 'async-no-dlq-or-destination' && fn?.id === 'Second');
    expect(finding.when).toBeUndefined();
  });

  const words = (text: string, rule: string) => judge(app(text)).findings.filter((finding: Finding) => finding.rule === rule).map(({ what, when }) => `${what}${when === undefined ? '' : `, when ${when}`}`);

  test('two things about one function, of which each state has both: by their words, then by their triggers', () => {
    const two = (size: string) => words(`  Clicks: { Type: AWS::Kinesis::Stream }\n  Views: { Type: AWS::Kinesis::Stream }\n${feed('Clicks', `, StartingPosition: LATEST, MaximumRetryAttempts: ${size}`)}\n${feed('Views', ', StartingPosition: LATEST, MaximumRetryAttempts: 4')}`, 'stream-finite-retries-no-destination');
    expect(two('3')).toHaveLength(2);
    expect(two('!If [Prod, 3, 4]')).toHaveLength(2);
    expect(two('!If [Prod, 4, 3]')).toHaveLength(2);
  });

  const toldIn = (when: string) => expect.stringMatching(new RegExp(`, when Stage is ${when}$`)) as string;
  const notProd = '(dev|not prod)';

  test.each([["'{}'", 'sweep', 'prod'], ['sweep', "'{}'", notProd]])('two things with one trigger are told apart by their words: %s in one state, %s in the other', (prod, dev, when) => {
    const target = (id: string, input: string) => `{ Id: ${id}, Arn: !GetAtt Fn.Arn, Input: ${input} }`;
    const [first, second, ...others] = words(`  Daily: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [${target('a', `!If [Prod, ${dev}, ${prod}]`)}, ${target('b', 'mop')}] } }`, 'target-input-invalid').sort((one, other) => other.length - one.length);
    expect(first).toEqual(toldIn(when));
    expect([second, ...others]).toEqual(['the Input of the target Fn of Daily is not JSON: mop']);
  });

  test.each([['Dev', notProd], ['Prod', 'prod']])('two things whose words differ are told apart by their triggers, where one is there in %s only', (condition, when) => {
    const method = (name: string, attributes = '') => `  ${name}: { Type: AWS::ApiGateway::Method, ${attributes}Properties: { RestApiId: !Ref Api, ResourceId: r, HttpMethod: POST, Integration: { Type: AWS_PROXY, Uri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Slow.Arn}/invocations" } } }`;
    const slow = '  Slow: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, Timeout: !If [Prod, 60, 50] } }';
    const said = words(`  Api: { Type: AWS::ApiGateway::RestApi }\n${slow}\n${method('Add', `Condition: ${condition}, `)}\n${method('Take')}`, 'caller-timeout-lt-function').sort((one, other) => other.length - one.length);
    expect(said).toEqual([toldIn(when), expect.stringMatching(/; Take waits 29 s at most$/)]);
  });

  test('one thing whose words differ is one, also without a trigger', () => {
    const alarm = '  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/SNS, MetricName: NumberOfNotificationsFailedToRedriveToDlq, EvaluationPeriods: !If [Prod, 3, 5] } }';
    expect(words(alarm, 'dlq-alarm-never-fires')).toEqual([expect.stringMatching(/^Alarm needs \d data points .*one lost event gives one$/)]);
  });

  test('one thing of which words and trigger differ is one', () => {
    const feeds = `${feed('Clicks', ', StartingPosition: LATEST', 'Condition: Prod, ')}\n${feed('Views', ', StartingPosition: LATEST', 'Condition: Dev, ')}`;
    const counted = '  Dlq2: { Type: AWS::SQS::Queue }\n  Count: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq2.Arn } } }';
    expect(words(`  Clicks: { Type: AWS::Kinesis::Stream }\n  Views: { Type: AWS::Kinesis::Stream }\n${counted}\n${feeds.replaceAll('!Ref Fn', '!Ref Count')}`, 'function-dlq-unused')).toEqual([expect.stringMatching(/^the dead-letter queue of Count is never used: \w+ is polled$/)]);
  });

  test('of what all states share in which a resource is there, nothing is told', () => {
    const only = `  Orders: { Type: AWS::SQS::Queue, Condition: Prod, Properties: { RedrivePolicy: !If [Us, !Ref AWS::NoValue, ${redrive}] } }\n${feed('Orders', '', 'Condition: Prod, ')}`;
    expect(found(only, 'sqs-no-redrive')).toEqual(['Orders when Zone is us']);
  });

  test('what is polled in one state only is found in that state', () => {
    const said = words(`  Topic: { Type: AWS::SNS::Topic }\n  News: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }\n  Orders: { Type: AWS::SQS::Queue }\n  Bills: { Type: AWS::SQS::Queue }\n${feed('Orders')}\n${feed('Bills', '', 'Condition: Prod, ')}`, 'sqs-no-redrive');
    expect(said.map((each) => each.replace(/ .*?(, when .*)?$/, '$1'))).toEqual(['Orders', 'Bills, when Stage is prod']);
  });
});
