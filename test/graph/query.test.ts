import { judge } from '../support/judge';

/** What rules ask the graph, seen in what they report: one thing is not taken for another. */

const fn = (id = 'Fn', more = '') => `  ${id}: { Type: AWS::Lambda::Function, Properties: { FunctionName: ${id.toLowerCase()}, Code: { ZipFile: x }, Role: arn${more} } }`;

const found = (rule: string, ...resources: readonly string[]) => judge(`Parameters: { Later: { Type: String } }\nResources:\n${fn()}\n${fn('Other')}\n${resources.join('\n')}`).findings.filter((finding) => finding.rule === rule);
const about = (rule: string, ...resources: readonly string[]) => found(rule, ...resources).map(({ resource, fn: its }) => `${resource.id} for ${its?.id ?? '-'}`).sort();

describe('targets of a rule', () => {
  const rule = (...targets: readonly string[]) => `  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [${targets.join(', ')}] } }`;
  const to = (id: string, more = '') => `{ Id: ${id}, Arn: !GetAtt ${id}.Arn${more} }`;

  test('each function is judged by its own target', () => {
    expect(about('target-input-invalid', rule(to('Fn', ", Input: 'no json'"), to('Other', ", Input: '{}'")))).toEqual(['Rule for Fn']);
    expect(about('target-input-invalid', rule(to('Fn', ", Input: '{}'"), to('Other', ", Input: 'no json'")))).toEqual(['Rule for Other']);
    expect(about('target-input-invalid', rule(to('Fn', ", Input: '{}'"), '{ Id: x, Arn: arn:aws:sqs:eu-west-1:111122223333:x, Input: no json }', '!Ref Later'))).toEqual([]);
  });

  test('each function has its own dead-letter queue', () => expect(about('eventbridge-target-no-dlq', rule(to('Fn'), to('Other', ', DeadLetterConfig: { Arn: arn:aws:sqs:eu-west-1:111122223333:x }')))).toContain('Rule for Fn'));
});

describe('tasks of a state machine', () => {
  const retry = ', Retry: [{ ErrorEquals: [States.ALL] }]';
  const task = (name: string, id: string, more = '', parameters = '') => `${name}: { Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: !GetAtt ${id}.Arn${parameters} }${more}, Next: A }`;
  const machine = (...tasks: readonly string[]) => `  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, Definition: { StartAt: A, States: { ${tasks.join(', ')} } } } }`;

  test('a function is judged by the tasks that call it', () => {
    expect(about('sfn-no-retry', machine(task('A', 'Fn'), task('B', 'Other', retry)))).toEqual(['Machine for Fn']);
    expect(about('sfn-no-retry', machine(task('A', 'Fn', retry), task('B', 'Other')))).toEqual(['Machine for Other']);
    expect(about('sfn-no-retry', machine(task('A', 'Fn', retry), task('B', 'Other', retry)))).toEqual([]);
  });

  test('so is each of its qualifiers', () => {
    const [finding, ...others] = found('sfn-no-retry', machine(task('A', 'Fn', retry), task('B', 'Fn', '', ', Qualifier: live')));
    expect(others).toEqual([]);
    expect(finding.paths.map(({ qualifier: { key } }) => key)).toEqual(['live']);
  });

  test('a task that does not wait is none that does', () => {
    expect(about('sfn-no-retry', machine(task('A', 'Fn', retry), task('B', 'Fn', '', ', InvocationType: Event')))).toEqual([]);
  });

  test('a task that retries something that cannot be told may retry all', () => {
    expect(about('sfn-no-throttle-retry', machine(task('A', 'Fn', ', Retry: [{ ErrorEquals: [!Ref Later] }]')))).toEqual([]);
    expect(about('sfn-no-throttle-retry', machine(task('A', 'Fn', ', Retry: [{ ErrorEquals: [States.Timeout] }]')))).toEqual(['Machine for Fn']);
  });
});

test('a task that calls and waits for a token, without waiting for the function, is one of its own', () => {
  const task = 'Wait: { Type: Task, Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken", Parameters: { FunctionName: !GetAtt Fn.Arn, InvocationType: Event }, End: true }';
  const machine = (states: string) => `  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, Definition: { StartAt: Wait, States: { ${states} } } } }`;
  const endless = (states: string) => found('sfn-wait-token-no-timeout', machine(states)).flatMap(({ paths }) => paths.map(({ mode }) => mode));
  expect(endless(task)).toEqual(['async']);
  expect(endless(task.replace(', InvocationType: Event', ''))).toEqual(['sync']);
});

describe('who starts a state machine', () => {
  const express = '  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, StateMachineType: EXPRESS, Definition: { StartAt: A, States: { A: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } } } }';
  const second = express.replace('Machine:', 'Second:').replace('Fn.Arn', 'Other.Arn');
  const rule = (target: string) => `  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: ${target}, RoleArn: arn }] } }`;
  const schedule = (target: string) => `  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: ${target}, RoleArn: arn } } }`;

  test.each<[string, string, readonly string[]]>([
    ['a rule', rule('!Ref Machine'), ['Machine for Fn']], ['a schedule', schedule('!Ref Machine'), ['Machine for Fn']], ['a rule for one of another app', rule('arn:aws:states:eu-west-1:111122223333:stateMachine:x'), []], ['a rule for another one', rule('!Ref Second'), ['Second for Other']], ['a schedule for another one', schedule('!Ref Second'), ['Second for Other']],
    ['a schedule for one of another app', schedule('arn:aws:states:eu-west-1:111122223333:stateMachine:x'), []], ['a schedule that cannot be told', schedule('!Ref Later'), []], ['a rule that cannot be told', '  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [!Ref Later] } }', []], ['nobody', '', []],
  ])('%s', (_, starter, expected) => expect(about('sfn-express-no-catch', express, second, starter)).toEqual(expected));
});

describe('what a metric counts', () => {
  const alarm = (dimension: string, value: string, name = 'AsyncEventsDropped', namespace = 'AWS/Lambda') => `  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: ${namespace}, MetricName: ${name}, Dimensions: [{ Name: ${dimension}, Value: ${value} }], EvaluationPeriods: 3 } }`;
  const url = (id: string) => `  ${id}Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref ${id}, AuthType: NONE } }`;
  const news = '  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }';
  const rule = '  Rule: { Type: AWS::Events::Rule, Properties: { Name: daily, ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }';
  const paths = (...resources: readonly string[]) => found('dlq-alarm-never-fires', ...resources).flatMap((finding) => finding.paths.map(({ kind, fn: { id } }) => `${kind} ${id}`)).sort();

  test('of a function, its paths', () => {
    expect(paths(alarm('FunctionName', '!Ref Fn'), url('Fn'), url('Other'))).toEqual(['sync-url Fn']);
    expect(paths(alarm('FunctionName', 'other'), url('Fn'), url('Other'))).toEqual(['sync-url Other']);
  });

  test('of a topic, and of a rule, theirs', () => {
    expect(paths(alarm('TopicName', '!GetAtt News.TopicName', 'NumberOfNotificationsFailedToRedriveToDlq', 'AWS/SNS'), news, rule, url('Other'))).toEqual(['async-sns Fn']);
    expect(paths(alarm('TopicName', 'news', 'NumberOfNotificationsFailedToRedriveToDlq', 'AWS/SNS'), news, rule, url('Other'))).toEqual(['async-sns Fn']);
    expect(paths(alarm('RuleName', '!Ref Rule', 'InvocationsFailedToBeSentToDlq', 'AWS/Events'), news, rule, url('Other'))).toEqual(['async-events Fn']);
    expect(paths(alarm('RuleName', 'daily', 'InvocationsFailedToBeSentToDlq', 'AWS/Events'), news, rule, url('Other'))).toEqual(['async-events Fn']);
    expect(paths(alarm('RuleName', 'ily', 'InvocationsFailedToBeSentToDlq', 'AWS/Events'), news, rule, url('Other'))).toEqual([]);
  });
});

describe('nets that end in one place', () => {
  const sent = '  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/SQS, MetricName: NumberOfMessagesSent, Dimensions: [{ Name: QueueName, Value: !GetAtt Failed.QueueName }], EvaluationPeriods: 1 } }\n  Failed: { Type: AWS::SQS::Queue }';
  const orders = (dead = '!GetAtt Failed.Arn') => `  Orders: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600, RedrivePolicy: { deadLetterTargetArn: ${dead}, maxReceiveCount: 5 } } }\n  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }`;
  const news = (more: string) => `  News: { Type: AWS::SNS::Topic }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn${more} } }`;

  test('what others send there is counted, what SQS moves is not', () => {
    expect(about('dlq-alarm-never-fires', sent, orders())).toEqual(['Alarm for -']);
    expect(about('dlq-alarm-never-fires', sent, news(', RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn }'))).toEqual([]);
  });

  test('only a queue keeps messages for a time', () => {
    expect(about('dlq-retention-lt-source', sent, orders())).not.toEqual([]);
    expect(about('dlq-retention-lt-source', news(''), orders('!Ref News'))).toEqual([]);
  });
});

test('a version that is named by its number has nothing that a destination could be put on', () => {
  const mended = (endpoint: string) => found('async-no-dlq-or-destination', `  News: { Type: AWS::SNS::Topic }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: ${endpoint} } }`).map(({ mend }) => mend?.on.id);
  expect(mended('!GetAtt Fn.Arn')).toEqual(['Fn']);
  expect(mended('!Sub "${Fn.Arn}:$LATEST.PUBLISHED"')).toEqual(['Fn']);
  expect(mended('!Sub "${Fn.Arn}:3"')).toEqual([undefined]);
});

describe('custom resources', () => {
  test('a subscription is none', () => {
    const custom = '  Seed: { Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Fn.Arn } }\n  News: { Type: AWS::SNS::Topic }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Other.Arn } }';
    expect(about('custom-resource-no-timeout', custom)).toEqual(['Seed for Fn']);
  });

  test('a provider may have none', () => {
    const provider = '  Provider: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: !GetAtt Fn.Arn } } } }';
    expect(judge(`Resources:\n${fn()}\n${provider}`).graph.paths.filter(({ kind }) => kind === 'custom-resource').map(({ triggers }) => triggers)).toEqual([[]]);
  });
});

test('a permission for a function of another app lets nobody into one of this app', () => {
  const lets = (name: string) => `  Lets: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com } }`;
  const policy = '  Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: !GetAtt Fn.Arn, PolicyDocument: { Statement: [] } } }';
  expect(about('permission-replaced-by-policy', lets('!Ref Fn'), policy)).not.toEqual([]);
  expect(about('permission-replaced-by-policy', lets('elsewhere'), policy)).toEqual([]);
});

test('a pipe is no mapping', () => {
  const pipe = '  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }\n  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: !GetAtt Orders.Arn, Target: !GetAtt Fn.Arn, DesiredState: STOPPED } }';
  expect(about('mapping-disabled', pipe)).toEqual([]);
});

test.each(['EventSourceArn: !GetAtt Orders.Arn', 'EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST', 'EventSourceArn: !GetAtt Carts.StreamArn, StartingPosition: LATEST', 'EventSourceArn: !GetAtt Cluster.Arn, Topics: [orders], StartingPosition: LATEST', 'EventSourceArn: !GetAtt Broker.Arn, Queues: [orders]', 'EventSourceArn: !Ref Documents, StartingPosition: LATEST'])('a mapping of %s that is turned off', (properties) => {
  expect(about('mapping-disabled', `  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, Enabled: false, ${properties} } }
  Orders: { Type: AWS::SQS::Queue }
  Clicks: { Type: AWS::Kinesis::Stream }
  Carts: { Type: AWS::DynamoDB::Table }
  Cluster: { Type: AWS::MSK::Cluster, Properties: { ClusterName: shop } }
  Broker: { Type: AWS::AmazonMQ::Broker, Properties: { EngineType: ACTIVEMQ } }
  Documents: { Type: AWS::DocDB::DBCluster }`)).toEqual(['Mapping for Fn']);
});
