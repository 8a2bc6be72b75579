import { parseFile } from '../../src/read/file';
import { Files, Fixed, fixed } from '../support/fixed';
import { alarm, cond, dlq, extRole, feed, fn, queue, rawFn, resource, role, rule, sam, samFn, stream, subscription, template, topic } from '../support/lossy-templates';

/** An app that loses events, and what `fix --write` makes of it. */
interface Case {
  readonly app: string | Files;
  /** Before and after. */
  readonly fates: readonly string[];
  /** New queues, each with an alarm on it. */
  readonly queues?: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Rules that say what to verify elsewhere. */
  readonly verify?: readonly string[];
}

const cases: { readonly [title: string]: Case } = {
  'a queue': {
    app: template(role, fn, queue(), feed()),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'a FIFO queue gets a FIFO one': {
    app: template(role, fn, queue('Orders', ['QueueName: orders.fifo', 'FifoQueue: true', 'VisibilityTimeout: 60']), feed()),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'a queue with a key: the same key': {
    app: template(role, fn, resource('Key', 'KMS::Key', ['KeyPolicy: { Statement: [] }']), queue('Orders', ['KmsMasterKeyId: !Ref Key', 'VisibilityTimeout: 60']), feed()),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'JSON': {
    app: JSON.stringify({ Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: extRole, Runtime: 'nodejs22.x', Handler: 'i.h', Code: { ZipFile: 'x' } } }, Orders: { Type: 'AWS::SQS::Queue' }, Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] } } } } }, null, 2),
    fates: ['Fn ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'a queue that is not always there': {
    app: cond(template(role, fn, queue('Orders', undefined, ['Condition: IsProd']), feed([], ['Condition: IsProd']))),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'the name is taken': {
    app: template(role, fn, queue(), feed(), resource('OrdersDeadLetterQueue', 'SNS::Topic')),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue2'],
    queues: ['OrdersDeadLetterQueue2'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'an anchor elsewhere in the template': {
    app: template(role, fn, queue('Orders', ['VisibilityTimeout: 60 # a', 'Tags: &tags [{ Key: a, Value: b }]']), queue('Second', ['VisibilityTimeout: 60', 'Tags: *tags']), feed()),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'maps in braces': {
    app: 'Resources:\n  Orders: { Type: AWS::SQS::Queue }\n  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }\n  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1 } }\n',
    fates: ['Fn ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'a queue without properties': {
    app: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: nodejs22.x, Code: { ZipFile: x }, Role: arn, Timeout: 60 }\n  Feed:\n    Type: AWS::Lambda::EventSourceMapping\n    DependsOn: Fn\n    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }\n',
    fates: ['Fn ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy', 'Orders.VisibilityTimeout'],
  },
  'a queue that two functions poll': {
    app: template(role, fn, rawFn('Second', { properties: ['Timeout: 100'] }), queue(), feed(), resource('Feed2', 'Lambda::EventSourceMapping', ['FunctionName: !Ref Second', 'EventSourceArn: !GetAtt Orders.Arn'])),
    fates: ['Second ← sqs: lost → kept in OrdersDeadLetterQueue', 'ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy', 'Orders.VisibilityTimeout'],
  },
  'one of two queues, by a condition': {
    app: cond(template(role, fn, queue('Orders', undefined, ['Condition: IsProd']), queue('Second'), feed(['EventSourceArn: !If [IsProd, !GetAtt Orders.Arn, !GetAtt Second.Arn]']))),
    fates: ['ShipOrder ← sqs: lost → kept in SecondDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue', 'SecondDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy', 'Second.RedrivePolicy'],
  },
  'two queues': {
    app: template(role, fn, queue(), queue('Second'), feed(), resource('Feed2', 'Lambda::EventSourceMapping', ['FunctionName: !Ref ShipOrder', 'EventSourceArn: !GetAtt Second.Arn'])),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue', 'ShipOrder ← sqs: lost → kept in SecondDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue', 'SecondDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy', 'Second.RedrivePolicy'],
  },
  'alarms do what the others do': {
    app: template(role, fn, topic, resource('A', 'CloudWatch::Alarm', ['Namespace: x', 'MetricName: y', 'AlarmActions: [!Ref Shipped]', 'Threshold: 1', 'EvaluationPeriods: 1', 'ComparisonOperator: GreaterThanThreshold']), queue(), feed()),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'but not what only some of them do': {
    app: cond(template(role, fn, resource('Shipped', 'SNS::Topic', [], ['Condition: IsProd']), resource('A', 'CloudWatch::Alarm', ['Namespace: x', 'MetricName: y', 'AlarmActions: [!Ref Shipped]', 'Threshold: 1', 'EvaluationPeriods: 1', 'ComparisonOperator: GreaterThanThreshold'], ['Condition: IsProd']), queue(), feed())),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'a stream': {
    app: template(role, fn, stream, feed(['EventSourceArn: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'])),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed DependsOn', 'Feed.BisectBatchOnFunctionError', 'Feed.DestinationConfig', 'Feed.MaximumRecordAgeInSeconds', 'Feed.MaximumRetryAttempts'],
  },
  'a stream, for ever (-1)': {
    app: template(role, fn, stream, feed(['EventSourceArn: !GetAtt Clicks.Arn', 'StartingPosition: LATEST', 'MaximumRetryAttempts: -1', 'MaximumRecordAgeInSeconds: -1 # for ever'])),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed DependsOn', 'Feed.BisectBatchOnFunctionError', 'Feed.DestinationConfig', 'Feed.MaximumRecordAgeInSeconds', 'Feed.MaximumRetryAttempts'],
  },
  'a stream, by a role made elsewhere': {
    app: template(rawFn('ShipOrder', { role: extRole }), stream, feed(['EventSourceArn: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'])),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed.BisectBatchOnFunctionError', 'Feed.DestinationConfig', 'Feed.MaximumRecordAgeInSeconds', 'Feed.MaximumRetryAttempts'], verify: ['net-role-unverified'],
  },
  'MSK': {
    app: template(role, fn, feed(['EventSourceArn: arn:aws:kafka:us-east-1:111122223333:cluster/orders/1', 'Topics: [payments]', 'StartingPosition: LATEST'])),
    fates: ['ShipOrder ← kafka: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed DependsOn', 'Feed.DestinationConfig'],
  },
  'Kafka': {
    app: template(role, fn, feed(['SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ["a:9092"] } }', 'Topics: [payments]', 'StartingPosition: LATEST'])),
    fates: ['ShipOrder ← kafka: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed DependsOn', 'Feed.DestinationConfig'],
  },
  'a mapping that is not always there': {
    app: cond(template(role, fn, stream, feed(['EventSourceArn: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'], ['Condition: IsProd']))),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed DependsOn', 'Feed.BisectBatchOnFunctionError', 'Feed.DestinationConfig', 'Feed.MaximumRecordAgeInSeconds', 'Feed.MaximumRetryAttempts'],
  },
  'a function that is not always there': {
    app: cond(template(role, rawFn('ShipOrder', { attributes: ['Condition: IsProd'] }), stream, feed(['EventSourceArn: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'], ['Condition: IsProd']))),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['Feed DependsOn', 'Feed.BisectBatchOnFunctionError', 'Feed.DestinationConfig', 'Feed.MaximumRecordAgeInSeconds', 'Feed.MaximumRetryAttempts'],
  },
  'a pipe': {
    app: template(role, fn, stream, resource('Pipe', 'Pipes::Pipe', ['RoleArn: !GetAtt Role.Arn', 'Source: !GetAtt Clicks.Arn', 'Target: !GetAtt ShipOrder.Arn', 'SourceParameters: { KinesisStreamParameters: { StartingPosition: LATEST } }'])),
    fates: ['ShipOrder ← pipe-target: blocks → kept in PipeDeadLetterQueue'],
    queues: ['PipeDeadLetterQueue'], added: ['IAM::Policy PipeDeadLetterQueuePolicy'],
    changed: ['Pipe DependsOn', 'Pipe.SourceParameters'],
  },
  'a pipe, for ever (-1)': {
    app: template(role, fn, stream, resource('Pipe', 'Pipes::Pipe', ['RoleArn: !GetAtt Role.Arn', 'Source: !GetAtt Clicks.Arn', 'Target: !GetAtt ShipOrder.Arn', 'SourceParameters:', '  KinesisStreamParameters:', '    StartingPosition: LATEST', '    MaximumRetryAttempts: -1'])),
    fates: ['ShipOrder ← pipe-target: blocks → kept in PipeDeadLetterQueue'],
    queues: ['PipeDeadLetterQueue'], added: ['IAM::Policy PipeDeadLetterQueuePolicy'],
    changed: ['Pipe DependsOn', 'Pipe.SourceParameters'],
  },
  'a subscription': {
    app: template(role, fn, topic, subscription()),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Sub.RedrivePolicy'],
  },
  'a subscription that is not always there': {
    app: cond(template(role, fn, topic, subscription([], ['Condition: IsProd']))),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in SubUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'SubUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy SubUndeliveredEventsPolicy'],
    changed: ['Sub.RedrivePolicy'],
  },
  'the topic is elsewhere': {
    app: template(role, fn, resource('Sub', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: arn:aws:sns:us-east-1:111122223333:x', 'Endpoint: !GetAtt ShipOrder.Arn'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Sub.RedrivePolicy'],
  },
  'one of two topics, by a condition': {
    app: cond(template(role, fn, topic, resource('Sub', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: !If [IsProd, !Ref Shipped, "arn:aws:sns:us-east-1:111122223333:x"]', 'Endpoint: !GetAtt ShipOrder.Arn']))),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Sub.RedrivePolicy'],
  },
  'a topic that is not always there, and a rule that is': {
    app: cond(template(role, fn, resource('Shipped', 'SNS::Topic', [], ['Condition: IsProd']), resource('Sub', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: !Ref Shipped', 'Endpoint: !GetAtt ShipOrder.Arn'], ['Condition: IsProd']), rule())),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in SubUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents', 'SubUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy', 'SQS::QueuePolicy SubUndeliveredEventsPolicy'],
    changed: ['Placed.Targets', 'Sub.RedrivePolicy'],
  },
  'a subscription and a rule share one queue': {
    app: template(role, fn, topic, subscription(), rule()),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets', 'Sub.RedrivePolicy'],
  },
  'a rule': {
    app: template(role, fn, rule()),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'a rule that is not always there': {
    app: cond(template(role, fn, rule(undefined, ['Condition: IsProd']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in PlacedUndeliveredEvents'],
    queues: ['PlacedUndeliveredEvents', 'ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy PlacedUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'two rules, one not always there': {
    app: cond(template(role, fn, rule(undefined, ['Condition: IsProd']), resource('Other', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: a, Arn: !GetAtt ShipOrder.Arn }]']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in PlacedUndeliveredEvents', 'ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['PlacedUndeliveredEvents', 'ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy PlacedUndeliveredEventsPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Other.Targets', 'Placed.Targets'],
  },
  'a rule with two functions': {
    app: template(role, fn, rawFn('Second'), rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '  - { Id: second, Arn: !GetAtt Second.Arn }'])),
    fates: ['Second ← async-events: lost, undelivered lost → kept in SecondFailedEvents, undelivered kept in PlacedUndeliveredEvents', 'ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in PlacedUndeliveredEvents'],
    queues: ['PlacedUndeliveredEvents', 'SecondFailedEvents', 'ShipOrderFailedEvents'], added: ['IAM::Policy SecondFailedEventsPolicy', 'IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig SecondEventInvokeConfig', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy PlacedUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'an alias': {
    app: template(role, fn, resource('V', 'Lambda::Version', ['FunctionName: !Ref ShipOrder']), resource('Live', 'Lambda::Alias', ['FunctionName: !Ref ShipOrder', 'FunctionVersion: !GetAtt V.Version', 'Name: live']), rule(['Targets: [{ Id: ship, Arn: !Ref Live }]'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig LiveEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'an alias that is not always there': {
    app: cond(template(
      role, rawFn('ShipOrder', { attributes: ['Condition: IsProd'] }), resource('V', 'Lambda::Version', ['FunctionName: !Ref ShipOrder'], ['Condition: IsProd']),
      resource('Live', 'Lambda::Alias', ['FunctionName: !Ref ShipOrder', 'FunctionVersion: !GetAtt V.Version', 'Name: live'], ['Condition: IsProd']),
      rule(['Targets: [{ Id: ship, Arn: !Ref Live }]'], ['Condition: IsProd']),
    )),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'],
    added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig LiveEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'a queue that nobody watches, as nothing could come into it': {
    app: template(role, fn, dlq, rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'],
    added: ['CloudWatch::Alarm FailedAlarm', 'IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy FailedPolicy'],
    changed: [],
  },
  'a version': {
    app: template(role, fn, resource('V', 'Lambda::Version', ['FunctionName: !Ref ShipOrder']), rule(['Targets: [{ Id: ship, Arn: !Ref V }]'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig VEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'a function that is configured already': {
    app: template(role, fn, rule(), resource('Eic', 'Lambda::EventInvokeConfig', ['FunctionName: !Ref ShipOrder', 'Qualifier: $LATEST', 'MaximumRetryAttempts: 1'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Eic DependsOn', 'Eic.DestinationConfig', 'Placed.Targets'],
  },
  'a durable function has a dead-letter queue': {
    app: template(role, rawFn('ShipOrder', { properties: ['DurableConfig: { ExecutionTimeout: 60 }'] }), rule()),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets', 'ShipOrder DependsOn', 'ShipOrder.DeadLetterConfig'],
  },
  'a role made elsewhere': {
    app: template(rawFn('ShipOrder', { role: extRole }), rule()),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'], verify: ['net-role-unverified'],
  },
  'a bucket': {
    app: template(role, fn, resource('B', 'S3::Bucket', ['NotificationConfiguration: { LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: !GetAtt ShipOrder.Arn }] }'])),
    fates: ['ShipOrder ← async-s3: lost → kept in ShipOrderFailedEvents'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: [],
  },
  'a bucket that the role may read': {
    app: template(role, fn, resource('Policy', 'IAM::Policy', ['PolicyName: p', 'Roles: [!Ref Role]', 'PolicyDocument: { Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${B.Arn}/*" }] }']), resource('B', 'S3::Bucket', ['NotificationConfiguration: { LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: !GetAtt ShipOrder.Arn }] }'])),
    fates: ['ShipOrder ← async-s3: lost → kept in ShipOrderFailedEvents'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: [],
  },
  'a schedule': {
    app: template(role, fn, resource('Nightly', 'Scheduler::Schedule', ['ScheduleExpression: rate(1 day)', 'FlexibleTimeWindow: { Mode: "OFF" }', 'Target: { Arn: !GetAtt ShipOrder.Arn, RoleArn: !GetAtt Role.Arn }'])),
    fates: ['ShipOrder ← async-scheduler: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy NightlyDeadLettersPolicy', 'IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: ['Nightly DependsOn', 'Nightly.Target'],
  },
  'an IoT rule': {
    app: template(role, fn, resource('Meter', 'IoT::TopicRule', ['TopicRulePayload:', '  Sql: SELECT * FROM "a"', '  Actions:', '    - Lambda: { FunctionArn: !GetAtt ShipOrder.Arn }'])),
    fates: ['ShipOrder ← async-iot: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'IAM::Role MeterErrorActionRole', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: ['Meter.TopicRulePayload'],
  },
  'a policy of the queue is added to': {
    app: template(role, fn, dlq, alarm, resource('P', 'SQS::QueuePolicy', ['Queues: [!Ref Failed]', 'PolicyDocument:', '  Statement:', '    # others', '    - { Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Failed.Arn }']), rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: ['P.PolicyDocument'],
  },
  'a policy with a single statement is added to': {
    app: template(role, fn, dlq, alarm, resource('P', 'SQS::QueuePolicy', ['Queues: [!Ref Failed]', 'PolicyDocument:', '  Statement:', '    Effect: Allow', '    Principal: { Service: sns.amazonaws.com }', '    Action: sqs:SendMessage', '    Resource: !GetAtt Failed.Arn']), rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: ['P.PolicyDocument'],
  },
  'a dead-letter queue without a policy, of a rule': {
    app: template(role, fn, dlq, alarm, rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy FailedPolicy'],
    changed: [],
  },
  'a dead-letter queue without a policy, of a subscription': {
    app: template(role, fn, topic, dlq, alarm, subscription(['RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn }'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy FailedPolicy'],
    changed: [],
  },
  'the policy is always there, the rule is not': {
    app: cond(template(role, fn, dlq, alarm, resource('P', 'SQS::QueuePolicy', ['Queues: [!Ref Failed]', 'PolicyDocument: { Statement: [] }']), rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'], ['Condition: IsProd']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig'],
    changed: ['P.PolicyDocument'],
  },
  'neither is the new policy where the rule is not': {
    app: cond(template(role, fn, dlq, alarm, rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'], ['Condition: IsProd']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in Failed'],
    queues: ['ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy FailedPolicy'],
    changed: [],
  },
  'the role may not write to the destination': {
    app: template(role, fn, dlq, alarm, topic, subscription(), resource('Eic', 'Lambda::EventInvokeConfig', ['FunctionName: !Ref ShipOrder', 'Qualifier: $LATEST', 'DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in Failed, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Eic DependsOn', 'Sub.RedrivePolicy'],
  },
  'the role may not write to the dead-letter queue': {
    app: template(role, rawFn('ShipOrder', { properties: ['DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }'] }), dlq, alarm, topic, subscription()),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in Failed, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder DependsOn', 'Sub.RedrivePolicy'],
  },
  'what waits already waits for both': {
    app: template(role, fn, dlq, alarm, topic, subscription(), resource('Eic', 'Lambda::EventInvokeConfig', ['FunctionName: !Ref ShipOrder', 'Qualifier: $LATEST', 'DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }'], ['DependsOn: Failed'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in Failed, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Eic DependsOn', 'Sub.RedrivePolicy'],
  },
  'SAM: a queue': {
    app: sam(queue(), samFn('ShipOrder', { Feed: ['SQS', 'Queue: !GetAtt Orders.Arn'] })),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'SAM: a stream': {
    app: sam(stream, samFn('ShipOrder', { Feed: ['Kinesis', 'Stream: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'] })),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['S3::Bucket ShipOrderFailedRecords'],
    changed: ['ShipOrder.Feed.BisectBatchOnFunctionError', 'ShipOrder.Feed.DestinationConfig', 'ShipOrder.Feed.MaximumRecordAgeInSeconds', 'ShipOrder.Feed.MaximumRetryAttempts'],
  },
  'SAM: a stream, for ever (-1)': {
    app: sam(stream, samFn('ShipOrder', { Feed: ['Kinesis', 'Stream: !GetAtt Clicks.Arn', 'StartingPosition: LATEST', 'MaximumRetryAttempts: -1'] })),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['S3::Bucket ShipOrderFailedRecords'],
    changed: ['ShipOrder.Feed.BisectBatchOnFunctionError', 'ShipOrder.Feed.DestinationConfig', 'ShipOrder.Feed.MaximumRecordAgeInSeconds', 'ShipOrder.Feed.MaximumRetryAttempts'],
  },
  'SAM: a stream, by a role of the template': {
    app: sam(role, stream, samFn('ShipOrder', { Feed: ['Kinesis', 'Stream: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'] }, ['Role: !GetAtt Role.Arn'])),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['ShipOrder DependsOn', 'ShipOrder.Feed.BisectBatchOnFunctionError', 'ShipOrder.Feed.DestinationConfig', 'ShipOrder.Feed.MaximumRecordAgeInSeconds', 'ShipOrder.Feed.MaximumRetryAttempts'],
  },
  'SAM: a function that waits already': {
    app: sam(role, stream, samFn('ShipOrder', { Feed: ['Kinesis', 'Stream: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'] }, ['Role: !GetAtt Role.Arn'], ['DependsOn: Clicks'])),
    fates: ['ShipOrder ← kinesis: blocks → kept in ShipOrderFailedRecords'],
    added: ['IAM::Policy ShipOrderFailedRecordsPolicy', 'S3::Bucket ShipOrderFailedRecords'],
    changed: ['ShipOrder DependsOn', 'ShipOrder.Feed.BisectBatchOnFunctionError', 'ShipOrder.Feed.DestinationConfig', 'ShipOrder.Feed.MaximumRecordAgeInSeconds', 'ShipOrder.Feed.MaximumRetryAttempts'],
  },
  'SAM: MSK': {
    app: sam(samFn('ShipOrder', { Feed: ['MSK', 'Stream: arn:aws:kafka:us-east-1:111122223333:cluster/orders/1', 'Topics: [a]', 'StartingPosition: LATEST'] })),
    fates: ['ShipOrder ← kafka: blocks → kept in ShipOrderFailedRecords'],
    added: ['S3::Bucket ShipOrderFailedRecords'],
    changed: ['ShipOrder.Feed.DestinationConfig'],
  },
  'SAM: a topic': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] })),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: with AutoPublishAlias': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['AutoPublishAlias: live'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: with AutoPublishAlias of Globals': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] })).replace('Resources:', 'Globals:\n  Function:\n    AutoPublishAlias: live\nResources:'),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a role of the template': {
    app: sam(role, topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['Role: !GetAtt Role.Arn'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder DependsOn', 'ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a role of Globals': {
    app: sam(role, topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] })).replace('Resources:', 'Globals:\n  Function:\n    Role: !GetAtt Role.Arn\nResources:'),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder DependsOn', 'ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: EventInvokeConfig is there': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['EventInvokeConfig: { MaximumRetryAttempts: 1 }'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: EventInvokeConfig of Globals': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] })).replace('Resources:', 'Globals:\n  Function:\n    EventInvokeConfig: { MaximumRetryAttempts: 1 }\n    AutoPublishAlias: live\nResources:'),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a durable function': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['DurableConfig: { ExecutionTimeout: 60 }'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.DeadLetterQueue', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a rule': {
    app: sam(samFn('ShipOrder', { Feed: ['EventBridgeRule', 'Pattern: { source: [shop] }'] })),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.DeadLetterConfig'],
  },
  'SAM: Schedule': {
    app: sam(samFn('ShipOrder', { Feed: ['Schedule', 'Schedule: rate(1 day)'] })),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.DeadLetterConfig'],
  },
  'SAM: ScheduleV2': {
    app: sam(samFn('ShipOrder', { Feed: ['ScheduleV2', 'ScheduleExpression: rate(1 day)'] })),
    fates: ['ShipOrder ← async-scheduler: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: [],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.DeadLetterConfig'],
  },
  'SAM: ScheduleV2 with a role of the template': {
    app: sam(role, samFn('ShipOrder', { Feed: ['ScheduleV2', 'ScheduleExpression: rate(1 day)', 'RoleArn: !GetAtt Role.Arn'] })),
    fates: ['ShipOrder ← async-scheduler: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFeedDeadLettersPolicy'],
    changed: ['ShipOrder DependsOn', 'ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.DeadLetterConfig'],
  },
  'SAM: a bucket': {
    app: sam(resource('B', 'S3::Bucket'), samFn('ShipOrder', { Feed: ['S3', 'Bucket: !Ref B', 'Events: s3:ObjectCreated:*'] })),
    fates: ['ShipOrder ← async-s3: lost → kept in ShipOrderFailedEvents'],
    queues: ['ShipOrderFailedEvents'], added: [],
    changed: ['ShipOrder.EventInvokeConfig'],
  },
  'SAM: a function that is not always there': {
    app: cond(sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, [], ['Condition: IsProd']))),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a single policy': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['Policies: AWSLambdaExecute'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a rule of the template invokes what the alias does not': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['AutoPublishAlias: live']), rule()),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['Lambda::EventInvokeConfig ShipOrderLatestEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets', 'ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy', 'ShipOrder.Policies'],
  },
  'SAM: the same, with a single policy': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['AutoPublishAlias: live', 'Policies: AWSLambdaExecute']), rule()),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['Lambda::EventInvokeConfig ShipOrderLatestEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets', 'ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy', 'ShipOrder.Policies'],
  },
  'SAM: the same, with policies that a condition chooses': {
    app: cond(sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['Policies: !If [IsProd, [AWSLambdaExecute], []]', 'AutoPublishAlias: live']), rule())),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderLatestEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Placed.Targets', 'ShipOrder.EventInvokeConfig', 'ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a destination that SAM makes': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }, ['EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } }'])),
    fates: ['ShipOrder ← async-sns: kept in ShipOrderEventInvokeConfigOnFailureQueue, undelivered lost → kept in ShipOrderEventInvokeConfigOnFailureQueue, undelivered kept in ShipOrderUndeliveredEvents'],
    queues: ['ShipOrderUndeliveredEvents'], added: ['CloudWatch::Alarm ShipOrderEventInvokeConfigOnFailureQueueAlarm', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['ShipOrder.Feed.RedrivePolicy'],
  },
  'SAM: a dead-letter queue that SAM makes': {
    app: sam(samFn('ShipOrder', { Feed: ['EventBridgeRule', 'Pattern: { source: [shop] }', 'DeadLetterConfig: { Type: SQS }'] })),
    fates: ['ShipOrder ← async-events: lost, undelivered kept in ShipOrder/Feed → kept in ShipOrderFailedEvents, undelivered kept in ShipOrder/Feed'],
    queues: ['ShipOrderFailedEvents'], added: ['CloudWatch::Alarm ShipOrderFeedQueueAlarm'],
    changed: ['ShipOrder.EventInvokeConfig'],
  },
  'the queue is in another template': {
    app: { 'queue.yaml': template(queue()).replace(/\n$/, '\n')+'Outputs:\n  Q: { Value: !GetAtt Orders.Arn, Export: { Name: orders-arn } }\n', 'fn.yaml': template(role, fn, feed(['EventSourceArn: !ImportValue orders-arn'])) },
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'the rule is in another template': {
    app: { 'a.yaml': template(role, fn)+'Outputs:\n  Q: { Value: !GetAtt ShipOrder.Arn, Export: { Name: fn-arn } }\n', 'b.yaml': template(rule(['Targets: [{ Id: a, Arn: !ImportValue fn-arn }]'])) },
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in PlacedUndeliveredEvents'],
    queues: ['PlacedUndeliveredEvents', 'ShipOrderFailedEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy PlacedUndeliveredEventsPolicy'],
    changed: ['Placed.Targets'],
  },
  'the queue is in the parent stack': {
    app: { 'parent.yaml': template(queue(), resource('Child', 'CloudFormation::Stack', ['TemplateURL: child.yaml', 'Parameters:', '  Queue: !GetAtt Orders.Arn'])), 'child.yaml': template(role, fn, feed(['EventSourceArn: !Ref Queue'])).replace('Resources:', 'Parameters:\n  Queue: { Type: String }\nResources:') },
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue'], added: [],
    changed: ['Orders.RedrivePolicy'],
  },
  'a template that is nested twice': {
    app: { 'parent.yaml': template(resource('One', 'CloudFormation::Stack', ['TemplateURL: child.yaml']), resource('Two', 'CloudFormation::Stack', ['TemplateURL: child.yaml'])), 'child.yaml': template(role, fn, queue(), feed(), topic, subscription()) },
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered kept in ShipOrderUndeliveredEvents', 'ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue', 'ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    queues: ['OrdersDeadLetterQueue', 'ShipOrderFailedEvents', 'ShipOrderUndeliveredEvents'], added: ['IAM::Policy ShipOrderFailedEventsPolicy', 'Lambda::EventInvokeConfig ShipOrderEventInvokeConfig', 'SQS::QueuePolicy ShipOrderUndeliveredEventsPolicy'],
    changed: ['Orders.RedrivePolicy', 'Sub.RedrivePolicy'],
  },
};

const comments = (text: string) => text.match(/#.*$/gm) ?? [];
const filesOf = (app: string | Files): Files => (typeof app === 'string' ? { [/^\s*\{/.test(app) ? 'app.json' : 'app.yaml']: app } : app);

describe.each(Object.entries(cases))('%s', (_, { app, fates, queues = [], added, changed, verify = [] }) => {
  const given = filesOf(app);
  let now: Fixed;

  beforeAll(() => {
    now = fixed(app);
  });

  test('nothing is lost or waits any more', () => {
    expect(now.fates).toEqual(fates);
    expect(now.first.verify.map(({ rule: id }) => id)).toEqual(verify);
  });

  test('resources are added, properties changed, and nothing else', () => {
    expect(now.added).toEqual([...queues.flatMap((id) => [`SQS::Queue ${id}`, `CloudWatch::Alarm ${id}Alarm`]), ...added].sort());
    expect(now.changed).toEqual(changed);
    expect(now.gone).toEqual([]);
  });

  test('what keeps failed events outlives its template', () => {
    interface Template { readonly Resources: { readonly [id: string]: { readonly Type: string; readonly DeletionPolicy?: string } } }
    const all = Object.entries(now.files).flatMap(([name, text]) => Object.entries((parseFile(name, text).content as unknown as Template).Resources));
    const places = all.filter(([id, { Type: type }]) => now.added.some((each) => each.endsWith(` ${id}`)) && /Queue$|Bucket$/.test(type));
    expect(places.filter(([, { DeletionPolicy: policy }]) => policy !== 'Retain')).toEqual([]);
  });

  test('CloudFormation takes it', () => expect(now.undeployable).toEqual([]));

  test('once is enough', () => expect([now.second.files, now.second.mended]).toEqual([[], []]));

  test('comments stay, and so do line ends', () => {
    for (const [name, text] of Object.entries(given)) expect(comments(now.files[name])).toEqual(comments(text));
    const dos = fixed(Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text.replace(/\n/g, '\r\n')])));
    for (const name of Object.keys(given)) expect(dos.files[name]).toBe(now.files[name].replace(/\n/g, '\r\n'));
  });

  test('the same in JSON', () => {
    const json = fixed(Object.fromEntries(Object.entries(given).map(([name, text]) => [name, JSON.stringify(parseFile(name, text).content, undefined, 2)])));
    expect([json.fates, json.added, json.changed, json.second.files]).toEqual([now.fates, now.added, now.changed, []]);
  });
});
