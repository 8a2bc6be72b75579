import { parseDocument, YAMLMap } from 'yaml';
import { Finding } from '../../src/model/finding';
import { judge } from '../support/judge';
import { queue, rawFn, resource, role, sam, samFn, stream, template } from '../support/lossy-templates';

/** A template for SAM gets the line as SAM writes it; who follows it is done. */

const work = (event: readonly [string, ...string[]], ...properties: string[]) => samFn('Work', { Its: event }, properties);
const bucket = resource('Bucket', 'S3::Bucket');
const tick = ['Schedule', 'Schedule: rate(1 day)'] as const;
const clicks = ['Kinesis', 'Stream: !GetAtt Clicks.Arn', 'StartingPosition: LATEST'] as const;

/** Follows a line: sets the properties that it names at the place that it names. */
function followed(text: string, fix: string): string {
  const said = fix.match(/^(?:Set|Add) (.*?) (?:on|to) (?:the event (\w+)\/(\w+)|(\w+))[:.,]/)!;
  const [, settings, fn, event, whole] = said;
  const document = parseDocument(text);
  const into = ['Resources', whole ?? fn, 'Properties', ...whole ? [] : ['Events', event, 'Properties']];
  const { contents } = parseDocument(`{ ${settings.replace(/ and (?=[A-Z]\w+: )/g, ', ')} }`, { logLevel: 'error' });
  for (const { key, value } of (contents as YAMLMap).items) document.setIn([...into, String(key)], value);
  return String(document);
}

const only = (text: string, rule: string): Finding => {
  const found = judge(text).findings.filter((finding) => finding.rule === rule);
  expect(found).toHaveLength(1);
  return found[0];
};

/** The rule, if it fires, and all that fire as errors: a line must not mend one fault by another. */
const errorsAnd = (rule: string, text: string) => judge(text).findings.filter((finding) => finding.severity === 'error' || finding.rule === rule).map((finding) => finding.rule);

test.each([
  ['async-no-dlq-or-destination', sam(work(tick)), 'Set EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } on Work: SAM makes the queue.'],
  ['async-no-dlq-or-destination', sam(work(tick, 'AutoPublishAlias: live')), 'Set EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } on Work: SAM makes the queue.'],
  ['eventbridge-target-no-dlq', sam(work(tick)), 'Add DeadLetterConfig: { Type: SQS } to the event Work/Its: SAM makes the queue.'],
  ['scheduler-no-dlq', sam(work(['ScheduleV2', 'ScheduleExpression: rate(1 day)'])), 'Add DeadLetterConfig: { Type: SQS } to the event Work/Its: SAM makes the queue.'],
  ['stream-infinite-retries', sam(work(clicks), stream, bucket), 'Set MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43200, BisectBatchOnFunctionError: true and DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt Bucket.Arn } } on the event Work/Its.'],
  ['stream-finite-retries-no-destination', sam(work([...clicks, 'MaximumRetryAttempts: 3']), stream, bucket), 'Set DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt Bucket.Arn } } on the event Work/Its.'],
  ['sqs-no-partial-batch', sam(work(['SQS', 'Queue: !GetAtt Orders.Arn']), queue()), 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the event Work/Its, and return { batchItemFailures: [{ itemIdentifier: messageId }] } for the failed ones.'],
])('%s', (rule, text, line) => {
  expect(only(text, rule).fix).toBe(line);
  expect(errorsAnd(rule, followed(text, line))).toEqual(errorsAnd(rule, text).filter((other) => other !== rule));
});

test.each([
  ['eic-without-onfailure', sam(work(tick, 'EventInvokeConfig: { MaximumRetryAttempts: 1 }')), 'Add DestinationConfig: { OnFailure: { Type: SQS } } to the EventInvokeConfig of Work: SAM makes the queue.', 'EventInvokeConfig: { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Type: SQS } } }'],
  ['async-no-dlq-or-destination', sam(work(tick, 'DurableConfig: { ExecutionTimeout: 600 }')), 'Set DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt FailedEvents.Arn } on Work: a durable function has no destinations.', 'DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt FailedEvents.Arn }'],
])('%s, where the function itself has it', (rule, text, line, written) => {
  expect(only(text, rule).fix).toBe(line);
  const mended = text.replace(/EventInvokeConfig: .*/, '').replace('    Properties:\n', `    Properties:\n      ${written}\n`);
  expect(judge(`${mended}\n${queue('FailedEvents')}`).findings.map((finding) => finding.rule)).not.toContain(rule);
});

test('of a plain function, as CloudFormation has it', () => {
  const config = resource('Config', 'Lambda::EventInvokeConfig', ['FunctionName: !Ref Work', 'Qualifier: $LATEST', 'MaximumRetryAttempts: 1']);
  const daily = resource('Daily', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: work, Arn: !GetAtt Work.Arn }]']);
  expect(only(template(role, rawFn('Work'), config, daily), 'eic-without-onfailure').fix).toBe('Add DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } to the same configuration.');
  expect(only(template(role, rawFn('Work', { properties: ['DurableConfig: { ExecutionTimeout: 600 }'] }), daily), 'async-no-dlq-or-destination').fix).toBe('Set DeadLetterConfig: { TargetArn: !GetAtt FailedEvents.Arn } on Work: a durable function has no destinations.');
});

test('what is named by a parameter is told in words', () => {
  const named = (arn: string, ...more: string[]) => `Parameters: { Stage: { Type: String } }\n${template(role, rawFn('Work'), resource('Daily', 'Events::Rule', ['ScheduleExpression: rate(1 day)', `Targets: [{ Id: work, Arn: ${arn} }]`]), ...more)}`;
  expect(only(named('!Sub "${Work.Arn}:${Stage}"'), 'async-no-dlq-or-destination').fix).toBe('Add an AWS::Lambda::EventInvokeConfig for the qualifier that Daily names, with DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }.');
  expect(only(named('!Ref Live', resource('Live', 'Lambda::Alias', ['Name: !Ref Stage', 'FunctionName: !Ref Work', 'FunctionVersion: 1'])), 'async-no-dlq-or-destination').fix).toContain('Qualifier: !Select [7, !Split [":", !Ref Live]], ');
});

test('without SAM, all is spelt out', () => {
  const news = [resource('News', 'SNS::Topic'), resource('Subscription', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: !Ref News', 'Endpoint: !GetAtt Work.Arn'])];
  expect(only(template(role, rawFn('Work'), ...news), 'async-no-dlq-or-destination').fix).toMatch(/^Add \{ Type: AWS::Lambda::EventInvokeConfig, .* Qualifier: \$LATEST, /);
});

test('what SAM publishes of another function does not count', () => {
  const line = 'Set EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } on Work: SAM makes the queue.';
  const other = samFn('Other', {}, ['AutoPublishAlias: live']).replace('Events:', 'Timeout: 3');
  expect(only(sam(other, work(tick)), 'async-no-dlq-or-destination').fix).toBe(line);
  const alias = resource('Next', 'Lambda::Alias', ['Name: next', 'FunctionName: !Ref Other', 'FunctionVersion: 1']);
  expect(only(sam(alias, other, work(tick)), 'async-no-dlq-or-destination').fix).toBe(line);
});

test('an alias that SAM did not publish is named', () => {
  const alias = resource('Next', 'Lambda::Alias', ['Name: next', 'FunctionName: !Ref Work', 'FunctionVersion: 1']);
  const plain = resource('Daily', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: work, Arn: !Ref Next }]']);
  expect(only(sam(samFn('Work', {}).replace('Events:', 'Timeout: 3'), alias, plain), 'async-no-dlq-or-destination').fix).toMatch(/^Add \{ Type: AWS::Lambda::EventInvokeConfig, .* Qualifier: next, /);
});

test('what SAM does not make is spelt out', () => {
  // A permission of its own lets a bucket elsewhere invoke $LATEST, which the property of a published alias does not speak of.
  const direct = resource('Direct', 'Lambda::Permission', ['Action: lambda:InvokeFunction', 'FunctionName: !Ref Work', 'Principal: s3.amazonaws.com']);
  const aliased = sam(samFn('Work', {}, ['AutoPublishAlias: live']).replace('Events:', 'Timeout: 3'), direct);
  expect(only(aliased, 'async-no-dlq-or-destination').fix).toBe('Add { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Work, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } } }.');
  // A plain rule in a template of SAM has no event of a function.
  const plain = resource('Daily', 'Events::Rule', ['ScheduleExpression: rate(1 day)', 'Targets: [{ Id: work, Arn: !GetAtt Work.Arn }]']);
  expect(only(sam(samFn('Work', {}).replace('Events:', 'Timeout: 3'), plain), 'eventbridge-target-no-dlq').fix).toBe('Add DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } to the target, a standard queue in the same Region.');
});
