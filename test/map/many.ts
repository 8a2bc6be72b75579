import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stacks = ['Checkout', 'Fulfilment', 'Billing', 'Search', 'Accounts'];
const things = ['Order', 'Invoice', 'Parcel', 'Refund', 'Customer', 'Price', 'Label', 'Coupon', 'Review', 'Return'];
const verbs = ['Charge', 'Index', 'Notify', 'Archive', 'Import', 'Audit', 'Validate', 'Export'];

/** A folder of templates with so many functions, each invoked in one of six ways; every eighth loses events. */
export function writeApp(folder: string, functions: number): string {
  const templates = stacks.map(() => [
    'Resources:', '  FailedEvents: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }',
    '  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: all, PolicyDocument: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } }] } }',
  ]);
  for (let index = 0; index < functions; index += 1) {
    const name = `${verbs[index % verbs.length]}${things[Math.floor(index / verbs.length) % things.length]}${Math.floor(index / verbs.length / things.length) || ''}`;
    templates[index % stacks.length].push(...part(name, index));
  }
  mkdirSync(folder, { recursive: true });
  stacks.forEach((stack, index) => writeFileSync(join(folder, `${stack}.yaml`), `${templates[index].join('\n')}\n`));
  return folder;
}

function part(name: string, index: number): string[] {
  const fn = (more = '') => `  ${name}: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: !GetAtt Role.Arn, Timeout: 30, Code: { ZipFile: x }${more} } }`;
  const dead = ', DeadLetterConfig: { TargetArn: !GetAtt FailedEvents.Arn }';
  const feed = (source: string, more: string) => `  ${name}Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${name}, EventSourceArn: ${source}, ${more} } }`;
  const lossy = index % 8 === 5;
  switch (index % 6) {
    case 0: case 1: return [
      fn(), `  ${name}Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 180${lossy ? '' : ', RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: !GetAtt FailedEvents.Arn }'} } }`,
      feed(`!GetAtt ${name}Queue.Arn`, 'BatchSize: 10, FunctionResponseTypes: [ReportBatchItemFailures]'),
    ];
    case 2: return [
      fn(lossy ? '' : dead), ...index % 12 === 2 ? [`  ${name}Topic: { Type: AWS::SNS::Topic }`] : [],
      `  ${name}Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt ${name}.Arn, TopicArn: ${index % 12 === 2 ? `!Ref ${name}Topic` : 'arn:aws:sns:eu-west-1:111122223333:company-news'} } }`,
    ];
    case 3: return [
      fn(), `  ${name}Stream: { Type: AWS::Kinesis::Stream }`,
      feed(`!GetAtt ${name}Stream.Arn`, `StartingPosition: LATEST${index % 4 === 3 ? '' : ', MaximumRetryAttempts: 4, BisectBatchOnFunctionError: true, DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }'}`),
    ];
    case 4: return [
      fn(dead), `  ${name}Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: one, Arn: !GetAtt ${name}.Arn }] } }`,
    ];
    default: return [
      fn(), `  ${name}Url: { Type: AWS::Lambda::Url, Properties: { AuthType: AWS_IAM, TargetFunctionArn: !GetAtt ${name}.Arn } }`,
    ];
  }
}
