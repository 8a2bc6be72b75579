import { Files, fixed } from '../support/fixed';
import { alarm, cond, dlq, extRole, feed, fn, queue, rawFn, resource, role, rule, sam, samFn, template, topic } from '../support/lossy-templates';

/** An app in which something has to be left to people, and what they are told. */
interface Case {
  readonly app: string | Files;
  readonly fates: readonly string[];
  /** Rule and reason; the place in the file is left out. */
  readonly left: readonly string[];
}

const cases: { readonly [title: string]: Case } = {
  'a condition chooses the redrive policy': {
    app: cond(template(role, fn, dlq, alarm, queue('Orders', ['VisibilityTimeout: 60', 'RedrivePolicy: !If', '  - IsProd', '  - { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5 }', '  - !Ref AWS::NoValue']), feed())),
    fates: ['ShipOrder ← sqs: lost'],
    left: ['sqs-no-redrive: RedrivePolicy of Orders is what Fn::If gives: change it where that is decided'],
  },
  'a condition chooses between nothing and nothing': {
    app: cond(template(role, fn, queue('Orders', ['VisibilityTimeout: !If [IsProd, 60, 90]', 'RedrivePolicy: !If [IsProd, !Ref AWS::NoValue, !Ref AWS::NoValue]']), feed())),
    fates: ['ShipOrder ← sqs: lost'],
    left: ['sqs-no-redrive: RedrivePolicy of Orders is what Fn::If gives: change it where that is decided'],
  },
  'SAM: a condition chooses the redrive policy of an event': {
    app: cond(sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped', 'RedrivePolicy: !If [IsProd, !Ref AWS::NoValue, !Ref AWS::NoValue]'] }))),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['sns-subscription-no-dlq: RedrivePolicy of ShipOrder/Feed is what Fn::If gives: change it where that is decided'],
  },
  'a parameter gives the property': {
    app: template(role, rawFn('ShipOrder', { properties: ['Timeout: 60'] }), queue('Orders', ['VisibilityTimeout: !Ref Vis']), feed()).replace('Resources:', 'Parameters:\n  Vis: { Type: Number, Default: 30 }\nResources:'),
    fates: ['ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue'],
    left: ['sqs-visibility-lt-timeout: VisibilityTimeout of Orders is what Ref gives: change it where that is decided'],
  },
  'a subscription that the topic lists': {
    app: template(role, fn, resource('Shipped', 'SNS::Topic', ['Subscription:', '  - Protocol: lambda', '    Endpoint: !GetAtt ShipOrder.Arn'])),
    fates: ['ShipOrder ← async-sns: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['sns-subscription-no-dlq: Shipped lists its subscriptions itself, where none can have a redrive policy: write an AWS::SNS::Subscription of its own'],
  },
  'a condition chooses the targets': {
    app: cond(template(role, fn, rule(['Targets: !If', '  - IsProd', '  - - { Id: ship, Arn: !GetAtt ShipOrder.Arn }', '  - - { Id: ship, Arn: !GetAtt ShipOrder.Arn, Input: "{}" }']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['eventbridge-target-no-dlq: the targets of Placed are made by a function'],
  },
  'a condition chooses one target': {
    app: cond(template(role, fn, rawFn('Second'), rule(['Targets:', '  - !If', '    - IsProd', '    - { Id: ship, Arn: !GetAtt ShipOrder.Arn }', '    - !Ref AWS::NoValue', '  - { Id: second, Arn: !GetAtt Second.Arn }']))),
    fates: ['Second ← async-events: lost, undelivered lost → kept in SecondFailedEvents, undelivered lost', 'ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['eventbridge-target-no-dlq: the targets of Placed are made by a function', 'eventbridge-target-no-dlq: the targets of Placed are made by a function'],
  },
  'a condition chooses whether there are targets': {
    app: cond(template(role, rawFn('ShipOrder', { attributes: ['Condition: IsProd'] }), rule(['Targets: !If [IsProd, [{ Id: a, Arn: !GetAtt ShipOrder.Arn }], !Ref AWS::NoValue]']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['eventbridge-target-no-dlq: the targets of Placed are made by a function'],
  },
  'a condition chooses the statements of the policy': {
    app: cond(template(role, fn, dlq, alarm, resource('P', 'SQS::QueuePolicy', ['Queues: [!Ref Failed]', 'PolicyDocument:', '  Statement: !If', '    - IsProd', '    - [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Failed.Arn }]', '    - []']), rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }']))),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['rule-dlq-no-queue-policy: PolicyDocument.Statement of P is what Fn::If gives: add to it where that is decided'],
  },
  'a condition chooses the role': {
    app: cond(template(role.replace('Type: AWS::IAM::Role', 'Type: AWS::IAM::Role\n    Condition: IsProd'), rawFn('ShipOrder', { role: '!If [IsProd, !GetAtt Role.Arn, "arn:aws:iam::111122223333:role/fn"]' }), rule())),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → lost, undelivered kept in ShipOrderUndeliveredEvents'],
    left: ['async-no-dlq-or-destination: it was tried out, and the event is not kept for certain: ShipOrderFailedEvents cannot take it: the role Role of ShipOrder may not call sqs:SendMessage on ShipOrderFailedEvents: none of its policies allows it (when Stage is prod)'],
  },
  'the rule waits for the policy that would name it': {
    app: template(role, fn, dlq, alarm, resource('P', 'SQS::QueuePolicy', ['Queues: [!Ref Failed]', 'PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Failed.Arn }] }']), rule(['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn', '    DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'], ['DependsOn: P'])),
    fates: ['ShipOrder ← async-events: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['rule-dlq-no-queue-policy: it was tried out, and then P → Placed → P would wait for each other'],
  },
  'SAM: a queue that SAM makes': {
    app: sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped', 'SqsSubscription: true'] })),
    fates: ['ShipOrder ← sqs: lost'],
    left: ['sqs-no-redrive: ShipOrder/Feed is made by SAM, which gives it no redrive policy: name a queue of your own in the event, with one'],
  },
  'SAM: an IoT rule': {
    app: sam(samFn('ShipOrder', { Feed: ['IoTRule', 'Sql: SELECT * FROM "a"'] })),
    fates: ['ShipOrder ← async-iot: lost, undelivered lost → kept in ShipOrderFailedEvents, undelivered lost'],
    left: ['iot-no-error-action: an IoTRule event of SAM has no error action: write an AWS::IoT::TopicRule, which has one'],
  },
  'the role is in another stack': {
    app: { 'a.yaml': template(role)+'Outputs:\n  Q: { Value: !GetAtt Role.Arn, Export: { Name: role-arn } }\n', 'b.yaml': template(rawFn('ShipOrder', { role: '!ImportValue role-arn' }), rule()) },
    fates: ['ShipOrder ← async-events: lost, undelivered lost → lost, undelivered kept in ShipOrderUndeliveredEvents'],
    left: ['async-no-dlq-or-destination: the role Role of ShipOrder is in another stack'],
  },
  'an anchor with other places': {
    app: `Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties: &p\n      VisibilityTimeout: 60\n  Second:\n    Type: AWS::SQS::Queue\n    Properties: *p\n${rawFn('ShipOrder', { role: extRole })}${feed()}`,
    fates: ['ShipOrder ← sqs: lost'],
    left: ['sqs-no-redrive: app.yaml:4:17: Properties has the anchor &p, and a change here would be one of all places with *p; change it by hand, or write it out where it is used'],
  },
  'Fn::ForEach': {
    app: 'Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Queues:\n    - Name\n    - [A, B]\n    - Queue${Name}:\n        Type: AWS::SQS::Queue\n        Properties: { VisibilityTimeout: 60 }\n  Fn: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Code: { ZipFile: x }, Role: arn } }\n  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt QueueA.Arn } }\n',
    fates: ['Fn ← sqs: lost'],
    left: ['sqs-no-redrive: QueueA is not written out in app.yaml, but made by a loop or a macro'],
  },
  'somebody accepted it': {
    app: template(role, fn, resource('Orders', 'SQS::Queue', ['VisibilityTimeout: 60'], ['Metadata: { LambdaFailsafe: { Acknowledge: [{ Id: sqs-no-redrive, Reason: worthless }] } }']), feed()),
    fates: ['ShipOrder ← sqs: lost'],
    left: [],
  },
  'DocumentDB has no net': {
    app: template(role, fn, feed(['EventSourceArn: arn:aws:rds:us-east-1:111122223333:cluster:orders', 'DocumentDBEventSourceConfig: { DatabaseName: a }', 'StartingPosition: LATEST'])),
    fates: ['ShipOrder ← docdb: blocks'],
    left: [],
  },
};

test.each(Object.entries(cases))('%s', (_, { app, fates, left }) => {
  const now = fixed(app);
  expect(now.fates).toEqual(fates);
  expect(now.left.filter((each) => each.includes(': ')).map((each) => each.replace(/\S*[/\\](?=app\.yaml)/g, ''))).toEqual(left);
  expect([now.gone, now.undeployable, now.second.files, now.second.mended]).toEqual([[], [], [], []]);
});

test('rules without a mend have no reason but their own fix', () => {
  const { first } = fixed(template(role, fn, queue(), feed()));
  expect(first.unmended.map(({ finding: { rule: id, fix }, because }) => [id, fix !== '', because])).toEqual([['sqs-no-partial-batch', true, undefined]]);
});

test('what somebody accepted is left alone, and not talked about', () => {
  const { first } = fixed(cases['somebody accepted it'].app);
  expect([...first.unmended.map(({ finding }) => finding.rule), ...first.mended.flatMap(({ task }) => task.findings.map((finding) => finding.rule))]).not.toContain('sqs-no-redrive');
});
