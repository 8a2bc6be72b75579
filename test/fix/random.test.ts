import fc from 'fast-check';
import { fixed } from '../support/fixed';
import { cond, feed, fn, queue, rawFn, resource, role, rule, sam, samFn, stream, subscription, template, topic } from '../support/lossy-templates';

/** Parts of lossy templates; whatever is taken together belongs to one function. */
const parts = {
  queue: [queue(), feed()],
  key: [resource('Key', 'KMS::Key', ['KeyPolicy: { Statement: [] }']), queue('Paid', ['KmsMasterKeyId: !Ref Key']), resource('PaidFeed', 'Lambda::EventSourceMapping', ['FunctionName: !Ref ShipOrder', 'EventSourceArn: !GetAtt Paid.Arn'])],
  stream: [stream, resource('Count', 'Lambda::EventSourceMapping', ['FunctionName: !Ref ShipOrder', 'EventSourceArn: !GetAtt Clicks.Arn', 'StartingPosition: LATEST', 'MaximumRetryAttempts: -1 # for ever'])],
  topic: [topic, subscription()],
  conditionalTopic: [resource('News', 'SNS::Topic'), resource('NewsSub', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: !Ref News', 'Endpoint: !GetAtt ShipOrder.Arn'], ['Condition: IsProd'])],
  listed: [resource('Listed', 'SNS::Topic', ['Subscription: [{ Protocol: lambda, Endpoint: !GetAtt ShipOrder.Arn }] # here'])],
  rule: [rule()],
  conditionalRule: [resource('Sometimes', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: a, Arn: !GetAtt ShipOrder.Arn }]'], ['Condition: IsProd'])],
  chosen: [resource('Chosen', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: !If [IsProd, [{ Id: a, Arn: !GetAtt ShipOrder.Arn }], [{ Id: b, Arn: !GetAtt ShipOrder.Arn }]]'])],
  open: [resource('Kept', 'SQS::Queue'), resource('Open', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: a, Arn: !GetAtt ShipOrder.Arn, DeadLetterConfig: { Arn: !GetAtt Kept.Arn } }]'])],
  alias: [
    resource('Version', 'Lambda::Version', ['FunctionName: !Ref ShipOrder']), resource('Live', 'Lambda::Alias', ['FunctionName: !Ref ShipOrder', 'FunctionVersion: !GetAtt Version.Version', 'Name: live']),
    resource('Published', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: a, Arn: !Ref Live }]']),
  ],
  schedule: [resource('Nightly', 'Scheduler::Schedule', ['ScheduleExpression: rate(1 day)', 'FlexibleTimeWindow: { Mode: "OFF" }', 'Target: { Arn: !GetAtt ShipOrder.Arn, RoleArn: !GetAtt Role.Arn }'])],
  pipe: [resource('Views', 'Kinesis::Stream'), resource('Pipe', 'Pipes::Pipe', ['RoleArn: !GetAtt Role.Arn', 'Source: !GetAtt Views.Arn', 'Target: !GetAtt ShipOrder.Arn', 'SourceParameters: { KinesisStreamParameters: { StartingPosition: LATEST } }'])],
  iot: [resource('Meter', 'IoT::TopicRule', ['TopicRulePayload: { Sql: SELECT 1, Actions: [{ Lambda: { FunctionArn: !GetAtt ShipOrder.Arn } }] }'])],
};
const names = Object.keys(parts) as readonly (keyof typeof parts)[];

const functions = {
  plain: fn,
  elsewhere: rawFn('ShipOrder', { role: 'arn:aws:iam::111122223333:role/fn' }),
  durable: rawFn('ShipOrder', { properties: ['DurableConfig: { ExecutionTimeout: 60 }'] }),
  sam: samFn('ShipOrder', { Nightly: ['Schedule', 'Schedule: rate(1 day)'] }),
  published: samFn('ShipOrder', { Nightly: ['Schedule', 'Schedule: rate(1 day)'] }, ['AutoPublishAlias: live', 'Policies: AWSLambdaExecute']),
};

const apps = fc.record({
  fn: fc.constantFrom(...Object.values(functions)), parts: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 6 }), dos: fc.boolean(),
});

test('whatever is lost: everything is kept or explained, nothing is renamed, the rest of the text stays, and once is enough', () => {
  fc.assert(fc.property(apps, ({ fn: one, parts: some, dos }) => {
    const write = one.includes('Serverless') ? sam : template;
    const text = cond(write(role, one, ...some.flatMap((name) => parts[name])));
    const app = dos ? text.replace(/\n/g, '\r\n') : text;
    const { first, second, gone, files, undeployable } = fixed(app);
    const explained = new Set(first.unmended.filter(({ because }) => because !== undefined).flatMap(({ finding: { fn: its, triggers } }) => triggers.map(({ key }) => `${its?.key} ${key}`)));
    const open = first.after.graph.paths.filter(({ outcome, delivery }) => ['lost', 'blocks'].includes(outcome.fate) || delivery?.fate === 'lost')
      .filter(({ fn: its, triggers: [trigger] }) => !explained.has(`${its.key} ${trigger?.key}`)).map(({ id }) => id);
    expect([open, gone, undeployable, second.files.map(({ after }) => after), second.mended.map(({ task }) => task.mend.kind)]).toEqual([[], [], [], [], []]);
    // Every line is still there, in its order, but for those whose value is another one now.
    const now = (files['app.yaml'] ?? '').split('\n');
    let at = 0;
    const missing = app.split('\n').filter((line) => {
      const found = now.indexOf(line, at);
      if (found >= 0) at = found + 1;
      return found < 0;
    });
    expect(missing.filter((line) => !/MaximumRetryAttempts: -1|Targets: \[|Target: \{|SourceParameters: \{|TopicRulePayload: \{|Policies: /.test(line))).toEqual([]);
  }), { seed: 20260101, numRuns: 120 });
});
