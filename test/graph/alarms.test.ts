import { isWatched } from '../../src/graph/alarms';
import { NetKind } from '../../src/model/graph';
import { judge, netOf } from '../support/judge';

/** Whether an alarm of the app tells of what falls into a net: one on the place, or on the counter of who writes into it. */

const owners = {
  'redrive': '  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: orders, RedrivePolicy: { deadLetterTargetArn: PLACE, maxReceiveCount: 5 } } }\n  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }',
  'async-destination': '  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: PLACE } } } }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }',
  'mapping-destination': '  Clicks: { Type: AWS::Kinesis::Stream }\n  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: PLACE } } } }',
  'subscription-dlq': '  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: PLACE } } }',
  'target-dlq': '  Rule: { Type: AWS::Events::Rule, Properties: { Name: daily, ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn, DeadLetterConfig: { Arn: PLACE } }] } }',
  'schedule-dlq': '  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), GroupName: !Ref Group, FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: !GetAtt Fn.Arn, RoleArn: arn, DeadLetterConfig: { Arn: PLACE } } } }\n  Group: { Type: AWS::Scheduler::ScheduleGroup }',
  'function-dlq': '  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }',
};

type Kind = keyof typeof owners & NetKind;

function watched(kind: Kind, alarm: string, place = '!GetAtt Failed.Arn'): boolean | 'maybe' {
  const result = judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: fn, Code: { ZipFile: x }, Role: arn${kind === 'function-dlq' ? `, DeadLetterConfig: { TargetArn: ${place} }` : ''} } }
  Other: { Type: AWS::Lambda::Function, Properties: { FunctionName: other, Code: { ZipFile: x }, Role: arn } }
  Failed: { Type: AWS::SQS::Queue, Properties: { QueueName: failed } }
  Second: { Type: AWS::SQS::Queue, Properties: { QueueName: second } }
  FailedTopic: { Type: AWS::SNS::Topic }
  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
${owners[kind].replaceAll('PLACE', place)}
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { ${alarm} } }`);
  return isWatched(result.graph, netOf(result, kind));
}

const metric = (namespace: string, name: string, ...dimensions: (readonly [string, string])[]) => `Namespace: ${namespace}, MetricName: ${name}, Dimensions: [${dimensions.map(([of, value]) => `{ Name: ${of}, Value: ${value} }`).join(', ')}]`;
const depth = (queue: string, name = 'ApproximateNumberOfMessagesVisible') => metric('AWS/SQS', name, ['QueueName', queue]);

test.each<[string, Kind, string, boolean | 'maybe']>([
  ['its depth', 'async-destination', depth('!GetAtt Failed.QueueName'), true], ['its depth, by name', 'async-destination', depth('failed'), true], ['its age', 'redrive', depth('failed', 'ApproximateAgeOfOldestMessage'), true],
  ['what was sent to it', 'async-destination', depth('failed', 'NumberOfMessagesSent'), true], ['what was sent to it, which SQS does not count', 'redrive', depth('failed', 'NumberOfMessagesSent'), false], ['the same by reference', 'redrive', depth('!GetAtt Failed.QueueName', 'NumberOfMessagesSent'), false],
  ['another queue', 'async-destination', depth('!GetAtt Second.QueueName'), false], ['another queue, by name', 'async-destination', depth('second'), false], ['a queue whose name ends like it', 'async-destination', depth('iled'), false], ['a queue that cannot be told', 'async-destination', depth('!Ref Later'), 'maybe'], ['no queue', 'async-destination', metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible'), false],
  ['the depth of a queue of that name elsewhere', 'async-destination', metric('Custom/SQS', 'ApproximateNumberOfMessagesVisible', ['QueueName', 'failed']), false],
])('an alarm on %s, %s', (_, kind, alarm, expected) => expect(watched(kind, alarm)).toBe(expected));

const lambda = (name: string, fn = 'fn') => metric('AWS/Lambda', name, ['FunctionName', fn]);

test.each<[Kind, string, boolean | 'maybe']>([
  ['async-destination', lambda('AsyncEventsDropped'), true], ['async-destination', lambda('Errors'), true], ['async-destination', lambda('Throttles'), false], ['async-destination', lambda('AsyncEventsDropped2'), false], ['async-destination', lambda('NoErrors'), false], ['async-destination', lambda('Errors', 'other'), false],
  ['function-dlq', lambda('AsyncEventsDropped'), true], ['function-dlq', lambda('Errors'), true], ['function-dlq', lambda('Errors', '!Ref Fn'), true], ['function-dlq', lambda('Errors', '!Ref Other'), false], ['function-dlq', lambda('Errors2'), false], ['function-dlq', lambda('NoErrors'), false],
  ['function-dlq', lambda('Errors', 'other'), false], ['function-dlq', lambda('Errors', 'n'), false], ['function-dlq', lambda('Errors', '!Ref Later'), true], ['function-dlq', metric('AWS/Lambda', 'Errors'), true], ['function-dlq', metric('AWS/Lambda', 'Errors', ['Resource', 'other']), true], ['function-dlq', metric('Shop', 'Errors', ['FunctionName', 'fn']), false],
  ['mapping-destination', metric('AWS/Lambda', 'OnFailureDestinationDeliveredEventCount', ['EventSourceMappingUUID', '!Ref Feed']), true], ['mapping-destination', metric('AWS/Lambda', 'OnFailureDestinationDeliveredEventCount', ['EventSourceMappingUUID', '!Ref Fn']), false], ['mapping-destination', metric('AWS/Lambda', 'OnFailureDestinationDeliveredEventCount'), true],
  ['mapping-destination', metric('AWS/Lambda', 'OnFailureDestinationDeliveredEventCount', ['EventSourceMappingUUID', '14e0db71-5d35-4eb5-b481-8945cf9d10c2']), false],
  ['mapping-destination', lambda('Errors'), false], ['mapping-destination', metric('AWS/Lambda', 'OnFailureDestinationDeliveredEventCounts'), false], ['mapping-destination', metric('AWS/Lambda', 'XOnFailureDestinationDeliveredEventCount'), false],
  ['subscription-dlq', metric('AWS/SNS', 'NumberOfNotificationsRedrivenToDlq', ['TopicName', '!GetAtt News.TopicName']), true], ['subscription-dlq', metric('AWS/SNS', 'NumberOfNotificationsFailed', ['TopicName', 'news']), true], ['subscription-dlq', metric('AWS/SNS', 'NumberOfNotificationsFailed', ['TopicName', 'other']), false],
  ['subscription-dlq', metric('AWS/SNS', 'NumberOfNotificationsDelivered', ['TopicName', 'news']), false], ['subscription-dlq', metric('AWS/SNS', 'NumberOfNotificationsFailedToRedriveToDlq', ['TopicName', 'news']), false], ['subscription-dlq', metric('AWS/SNS', 'XNumberOfNotificationsFailed', ['TopicName', 'news']), false], ['subscription-dlq', metric('AWS/SNS', 'NumberOfNotificationsFailed', ['TopicName', '!GetAtt FailedTopic.TopicName']), false],
  ['target-dlq', metric('AWS/Events', 'InvocationsSentToDlq', ['RuleName', '!Ref Rule']), true], ['target-dlq', metric('AWS/Events', 'FailedInvocations', ['RuleName', 'daily']), true], ['target-dlq', metric('AWS/Events', 'FailedInvocations', ['RuleName', 'weekly']), false], ['target-dlq', metric('AWS/Events', 'Invocations', ['RuleName', 'daily']), false],
  ['target-dlq', metric('AWS/Events', 'InvocationsSentToDlqs', ['RuleName', 'daily']), false], ['target-dlq', metric('AWS/Events', 'NoFailedInvocations', ['RuleName', 'daily']), false], ['target-dlq', metric('AWS/Lambda', 'Errors', ['FunctionName', 'fn']), false],
  ['schedule-dlq', metric('AWS/Scheduler', 'InvocationsSentToDeadLetterCount', ['ScheduleGroup', 'default']), true], ['schedule-dlq', metric('AWS/Scheduler', 'TargetErrorCount', ['ScheduleGroup', '!Ref Group']), true], ['schedule-dlq', metric('AWS/Scheduler', 'TargetErrorCount'), true], ['schedule-dlq', metric('AWS/Scheduler', 'InvocationAttemptCount'), false], ['schedule-dlq', metric('AWS/Events', 'FailedInvocations'), false],
  ['schedule-dlq', metric('AWS/Scheduler', 'TargetErrorCounts'), false], ['schedule-dlq', metric('AWS/Scheduler', 'NoTargetErrorCount'), false],
  ['redrive', lambda('Errors'), false],
])('%s, an alarm on the counter %s: %s', (kind, alarm, expected) => expect(watched(kind, alarm)).toBe(expected));

const query = (id: string, of: string, queue: string) => `{ Id: ${id}, MetricStat: { Metric: { Namespace: ${of}, MetricName: ApproximateNumberOfMessagesVisible, Dimensions: [{ Name: QueueName, Value: ${queue} }] }, Stat: Maximum, Period: 60 } }`;

test.each<[string, string, boolean | 'maybe']>([
  ['a sum with it', `Metrics: [{ Id: sum, Expression: a + b }, ${query('a', 'AWS/SQS', 'second')}, ${query('b', 'AWS/SQS', 'failed')}]`, true], ['a sum of others', `Metrics: [{ Id: sum, Expression: a + b }, ${query('a', 'AWS/SQS', 'second')}, ${query('b', 'AWS/SQS', 'third')}]`, false],
  ['a search', "Metrics: [{ Id: all, Expression: \"SEARCH('{AWS/SQS,QueueName}', 'Sum')\" }]", 'maybe'], ['a query', 'Metrics: [{ Id: all, Expression: "select max(ApproximateNumberOfMessagesVisible) from \\"AWS/SQS\\"" }]', 'maybe'], ['a constant', 'Metrics: [{ Id: one, Expression: "1 + 1" }]', false],
  ['a sum of others, and a search', `Metrics: [{ Id: all, Expression: "a + SUM(SEARCH('x'))" }, ${query('a', 'AWS/SQS', 'second')}]`, 'maybe'], ['an expression that cannot be told', 'Metrics: [{ Id: one, Expression: !Ref Later }]', 'maybe'], ['an expression that cannot be told, beside one that can', 'Metrics: [{ Id: one, Expression: !Ref Later }, { Id: two, Expression: one + 1 }]', false],
  ['nothing that can be told', 'Metrics: !Ref Later', 'maybe'], ['a metric without a name', 'Namespace: AWS/SQS, Dimensions: [{ Name: QueueName, Value: failed }]', 'maybe'], ['a metric without a namespace', 'MetricName: ApproximateNumberOfMessagesVisible, Dimensions: [{ Name: QueueName, Value: failed }]', 'maybe'],
])('an alarm on %s: %s', (_, alarm, expected) => expect(watched('async-destination', alarm)).toBe(expected));

test.each<[string, string, string, boolean | 'maybe']>([
  ['a topic', '!Ref FailedTopic', depth('!GetAtt FailedTopic.TopicName'), false], ['a queue elsewhere', 'arn:aws:sqs:eu-west-1:111122223333:elsewhere', depth('elsewhere'), false], ['a topic, by the counter of the function', '!Ref FailedTopic', lambda('Errors'), true], ['a queue elsewhere, by the counter of the function', 'arn:aws:sqs:eu-west-1:111122223333:elsewhere', lambda('Errors'), true],
  ['a function, by the counter of what it is told of', '!GetAtt Other.Arn', lambda('Errors', '!Ref Fn'), true], ['a function, by a counter of its own', '!GetAtt Other.Arn', lambda('Errors', '!Ref Other'), false],
])('%s', (_, place, alarm, expected) => expect(watched('async-destination', alarm, place)).toBe(expected));

test('several alarms, of which one tells', () => expect(watched('async-destination', `${depth('second')} } }\n  Alarm2: { Type: AWS::CloudWatch::Alarm, Properties: { ${depth('failed')}`)).toBe(true));

describe('who takes something out', () => {
  const read = (reader: string, place = '!GetAtt Failed.Arn', failed = 'Type: AWS::SQS::Queue') => !judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: ${place} } } }
  Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Failed: { ${failed} }
  News: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }
${reader}`).findings.some(({ rule }) => ['dlq-not-watched', 'failure-topic-without-subscriber'].includes(rule));
  const pipe = (source: string) => `  Reader: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: ${source}, Target: arn:aws:events:eu-west-1:111122223333:event-bus/default } }`;
  const mapping = (source: string) => `  Reader: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Other, EventSourceArn: ${source} } }`;
  const subscription = (topic: string) => `  Reader: { Type: AWS::SNS::Subscription, Properties: { Protocol: email, TopicArn: ${topic}, Endpoint: shop@example.com } }`;

  test.each<[string, string, boolean]>([
    ['nobody', '', false], ['a function', mapping('!GetAtt Failed.Arn'), true], ['a function that reads something else', mapping('!Ref Later'), false], ['a pipe', pipe('!GetAtt Failed.Arn'), true], ['a pipe from elsewhere', pipe('arn:aws:sqs:eu-west-1:111122223333:elsewhere'), false],
  ])('of a queue: %s', (_, reader, expected) => expect(read(reader)).toBe(expected));

  test.each<[string, string, string, boolean]>([
    ['nobody', '', 'Type: AWS::SNS::Topic', false], ['a subscription', subscription('!Ref Failed'), 'Type: AWS::SNS::Topic', true], ['a subscription to another topic', subscription('!Ref News'), 'Type: AWS::SNS::Topic', false], ['a subscription in the topic', '', 'Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: email, Endpoint: shop@example.com }] }', true],
  ])('of a topic: %s', (_, reader, failed, expected) => expect(read(reader, '!Ref Failed', failed)).toBe(expected));
});

describe('alarms that never fire', () => {
  const never = (alarm: string) => judge(`
Parameters: { Later: { Type: Number } }
Resources:
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { ${metric('AWS/SNS', 'NumberOfNotificationsFailedToRedriveToDlq', ['TopicName', 'news'])}, ${alarm} } }`).findings.filter(({ rule }) => rule === 'dlq-alarm-never-fires').map(({ what }) => /needs (\d+) data points/.exec(what)?.[1]);

  test.each<[string, readonly string[]]>([
    ['EvaluationPeriods: 1', []], ['EvaluationPeriods: 3', ['3']], ['EvaluationPeriods: 3, DatapointsToAlarm: 1', []], ['EvaluationPeriods: 5, DatapointsToAlarm: 2', ['2']], ['EvaluationPeriods: "3"', ['3']], ['Threshold: 1', []], ['EvaluationPeriods: !Ref Later', []], ['EvaluationPeriods: 3, DatapointsToAlarm: !Ref Later', []],
  ])('%s: %j', (alarm, expected) => expect(never(alarm)).toEqual(expected));
});

describe('a queue that nobody watches is told of', () => {
  const told = (...subscribed: (readonly [topic: string, fn: string])[]) => judge(`
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Orders: { Type: AWS::SNS::Topic }
  Returns: { Type: AWS::SNS::Topic }
${[...new Set(subscribed.map(([, fn]) => fn))].map((fn) => `  ${fn}: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn } } }`).join('\n')}
${subscribed.map(([topic, fn]) => `  ${topic}${fn}: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref ${topic}, Endpoint: !GetAtt ${fn}.Arn } }`).join('\n')}`)
    .findings.filter(({ rule }) => rule === 'dlq-not-watched').map(({ fn, paths }) => [fn?.label, ...paths.map(({ triggers }) => triggers[0].label)]);

  test('with the function that fails into it', () => expect(told(['Orders', 'Bill'])).toEqual([['Bill', 'OrdersBill']]));
  test('once, with all paths of the function', () => expect(told(['Orders', 'Bill'], ['Returns', 'Bill'])).toEqual([['Bill', 'OrdersBill', 'ReturnsBill']]));
  test('once, and of several functions with none', () => expect(told(['Orders', 'Ship'], ['Orders', 'Bill'])).toEqual([[undefined, 'OrdersBill', 'OrdersShip']]));
});
