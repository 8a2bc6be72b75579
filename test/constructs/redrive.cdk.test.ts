import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AsyncTrigger, DeadLetterQueue, FailureBucket, FailureTarget, Redrive, RedriveSource, SqsTriggeredFunction, StreamTrigger, StreamTriggeredFunction } from '../../src';
import { constructContract, nagOfAsync, nagOfPolledQueues, plain } from '../support/construct-contract';
import { fn } from '../support/parts';

const table = (stack: Stack) => new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});
const key = (stack: Stack, id = 'Key') => new kms.Key(stack, id, { enableKeyRotation: true });

/** What cdk-nag says of what is connected; of what `Redrive` makes it says nothing. */
const nagOfKey = { 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]': 'what Key.grantEncrypt grants', 'AwsSolutions-IAM5[Action::kms:ReEncrypt*]': 'what Key.grantEncrypt grants' };
const nagOfPositions = {
  'AwsSolutions-SQS3': 'the queue is for failed records itself', 'Serverless-SQSRedrivePolicy': 'the same',
  'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only',
};
const nagOfStream = { 'AwsSolutions-KDS3': 'the stream has the key of AWS that the rule wants, under the condition that its Region has one' };

/** Nothing invokes the function that replays; somebody does. */
const onDemand = 'untriggered: unknown';

constructContract('Redrive', {
  'of a dead-letter queue': {
    app: (stack) => {
      const { trigger } = new SqsTriggeredFunction(stack, 'Orders', plain(stack));
      new Redrive(stack, 'Redrive', { from: RedriveSource.deadLetterQueue(trigger.deadLetterQueue!, [trigger.queue]) });
    },
    rests: ['sqs: kept → Orders/Trigger/DeadLetterQueue'], nag: nagOfPolledQueues,
  },
  'of asynchronous events in a queue': {
    app: (stack) => {
      const resize = new lambda.Function(stack, 'Resize', plain(stack)).addAlias('live');
      const failed = new DeadLetterQueue(stack, 'Failed', { encryptionMasterKey: key(stack) });
      new AsyncTrigger(stack, 'Trigger', { function: resize, processing: { onFailure: FailureTarget.queue(failed) } });
      new Redrive(stack, 'Redrive', { from: RedriveSource.asyncEvents(failed, [resize]) });
    },
    rests: ['async-direct: kept → Failed', onDemand], nag: { ...nagOfAsync, ...nagOfKey },
  },
  'of positions in a stream': {
    app: (stack) => {
      const count = new lambda.Function(stack, 'Count', plain(stack));
      const failed = new DeadLetterQueue(stack, 'Failed');
      const { stream } = new StreamTrigger(stack, 'Trigger', { function: count, processing: { onFailure: FailureTarget.queue(failed) } });
      new Redrive(stack, 'Redrive', { from: RedriveSource.kinesisPositions(failed, stream!, [count]) });
    },
    rests: ['kinesis: kept → Failed (position)', onDemand], nag: { ...nagOfPositions, ...nagOfStream },
  },
  'of positions in the stream of a table': {
    app: (stack) => {
      const count = new lambda.Function(stack, 'Count', plain(stack));
      const failed = new DeadLetterQueue(stack, 'Failed');
      const orders = table(stack);
      new StreamTrigger(stack, 'Trigger', { function: count, table: orders, processing: { onFailure: FailureTarget.queue(failed) } });
      new Redrive(stack, 'Redrive', { from: RedriveSource.dynamoDbPositions(failed, orders, [count]) });
    },
    rests: ['dynamodb: kept → Failed (position)', onDemand], nag: nagOfPositions,
  },
  'of a bucket': {
    app: (stack) => {
      const failed = new FailureBucket(stack, 'Failed', { encryptionKey: key(stack) });
      const count = new StreamTriggeredFunction(stack, 'Count', { ...plain(stack), processing: { onFailure: FailureTarget.bucket(failed) } });
      new Redrive(stack, 'Redrive', { from: RedriveSource.bucket(failed, [count]) });
    },
    rests: ['kinesis: kept → Failed', onDemand],
    nag: {
      ...nagOfStream, ...nagOfKey, 'Serverless-LambdaDLQ': nagOfPositions['Serverless-LambdaDLQ'],
      'AwsSolutions-S1': 'access logs go to another bucket, which is for the app to choose',
      'AwsSolutions-IAM5[Action::s3:Abort*]': 'what Bucket.grantPut grants',
      'AwsSolutions-IAM5[Resource::<Failed178E83A2.Arn>/*]': 'Lambda puts objects under names of its own, with the rights of the function',
      'AwsSolutions-IAM5[Resource::<Failed178E83A2.Arn>/aws/lambda/*]': 'Lambda has named the objects, and nothing else is below this prefix',
      'AwsSolutions-IAM5[Resource::<Failed178E83A2.Arn>/replayed/aws/lambda/*]': 'the same names, below the prefix of what was replayed',
    },
  },
});

function made(build: (stack: Stack) => Redrive) {
  const stack = new Stack(new App(), 'Shop');
  const redrive = build(stack);
  return { stack, redrive, template: Template.fromStack(stack) };
}

interface Statement { readonly Action: string | string[]; readonly Resource: unknown; readonly Condition?: unknown }

/** The rights of a role, one line for each resource. */
function rights(stack: Stack, role: iam.IRole): Record<string, unknown> {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [stack.resolve(role.roleName)] } });
  const statements = Object.values(policies).flatMap(({ Properties }) => (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement);
  return Object.fromEntries(statements.map(({ Action, Resource }) => [[Action].flat().join(' '), Resource]));
}

const logs = { 'logs:CreateLogStream logs:PutLogEvents': { 'Fn::GetAtt': [expect.stringMatching(/^RedriveLogs/), 'Arn'] } };
const arn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`)), 'Arn'] });

describe('the rights of the replay function, which are all that it needs', () => {
  const of = (build: (stack: Stack) => RedriveSource) => {
    const { stack, redrive } = made((given) => new Redrive(given, 'Redrive', { from: build(given) }));
    return rights(stack, redrive.replayFunction!.role!);
  };

  test('asynchronous events of an alias, in a queue with a key', () => {
    expect(of((stack) => RedriveSource.asyncEvents(new DeadLetterQueue(stack, 'Failed', { encryptionMasterKey: key(stack) }), [fn(stack).addAlias('live')]))).toEqual({
      ...logs,
      'lambda:InvokeFunction': { Ref: expect.stringMatching(/^FnAliaslive/) },
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility': arn('Failed'),
      'kms:Decrypt': arn('Key'),
    });
  });

  test('positions in a Kinesis stream with a key', () => {
    expect(of((stack) => RedriveSource.kinesisPositions(new DeadLetterQueue(stack, 'Failed'), new kinesis.Stream(stack, 'Clicks', { encryptionKey: key(stack) }), [fn(stack)]))).toEqual({
      ...logs,
      'lambda:InvokeFunction': arn('Fn'),
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility': arn('Failed'),
      'kinesis:GetShardIterator kinesis:GetRecords': arn('Clicks'),
      'kms:Decrypt': arn('Key'),
    });
  });

  test('positions in the stream of a table', () => {
    expect(of((stack) => RedriveSource.dynamoDbPositions(new DeadLetterQueue(stack, 'Failed'), table(stack), [fn(stack)]))).toEqual({
      ...logs,
      'lambda:InvokeFunction': arn('Fn'),
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility': arn('Failed'),
      'dynamodb:GetShardIterator dynamodb:GetRecords': { 'Fn::GetAtt': [expect.stringMatching(/^Table/), 'StreamArn'] },
    });
  });

  test('a bucket with a key: below two prefixes only', () => {
    const below = (prefix: string) => ({ 'Fn::Join': ['', [arn('Failed'), `/${prefix}/*`]] });
    expect(of((stack) => RedriveSource.bucket(new FailureBucket(stack, 'Failed', { encryptionKey: key(stack) }), [fn(stack), fn(stack, 'Other')]))).toEqual({
      ...logs,
      'lambda:InvokeFunction': [arn('Fn'), arn('Other')],
      's3:ListBucket': arn('Failed'),
      's3:GetObject s3:DeleteObject': below('aws/lambda'),
      's3:PutObject': below('replayed/aws/lambda'),
      'kms:Decrypt kms:GenerateDataKey': arn('Key'),
    });
  });

  test('what is imported', () => {
    expect(of((stack) => RedriveSource.asyncEvents(sqs.Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:eu-west-1:111122223333:failed'), [lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:resize:live')]))).toEqual({
      ...logs,
      'lambda:InvokeFunction': 'arn:aws:lambda:eu-west-1:111122223333:function:resize:live',
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility': 'arn:aws:sqs:eu-west-1:111122223333:failed',
    });
  });
});

describe('whoever is on call', () => {
  const granted = (redrive: Redrive) => {
    redrive.grant(new iam.Role(Stack.of(redrive), 'OnCall', { assumedBy: new iam.AccountRootPrincipal() }));
    return redrive;
  };
  const onCall = (stack: Stack) => stack.node.findChild('OnCall') as iam.Role;

  test('may start, watch and stop the tasks of SQS, with the keys of both queues', () => {
    const { stack } = made((given) => {
      const failed = new DeadLetterQueue(given, 'Failed', { encryptionMasterKey: key(given) });
      const orders = new sqs.Queue(given, 'Orders', { encryptionMasterKey: key(given, 'Other'), deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      return granted(new Redrive(given, 'Redrive', { from: RedriveSource.deadLetterQueue(failed, [orders]), maxPerSecond: 500 }));
    });
    expect(rights(stack, onCall(stack))).toEqual({
      'sqs:StartMessageMoveTask sqs:ListMessageMoveTasks sqs:CancelMessageMoveTask sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes': arn('Failed'),
      'sqs:SendMessage': arn('Orders'),
      'kms:Decrypt': arn('Key'),
      'kms:Decrypt kms:GenerateDataKey': arn('Other'),
    });
  });

  test('may invoke the replay function, and nothing else', () => {
    const { stack } = made((given) => granted(new Redrive(given, 'Redrive', { from: RedriveSource.asyncEvents(new DeadLetterQueue(given, 'Failed'), [fn(given)]) })));
    expect(rights(stack, onCall(stack))).toEqual({ 'lambda:InvokeFunction': arn('RedriveFunction') });
  });

  test('finds the commands of SQS in the outputs', () => {
    const { stack, redrive, template } = made((given) => {
      const failed = new DeadLetterQueue(given, 'Failed', { fifo: true });
      const orders = new sqs.Queue(given, 'Orders', { fifo: true, deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      return new Redrive(given, 'Redrive', { from: RedriveSource.deadLetterQueue(failed, [orders]) });
    });
    template.hasOutput('*', { Value: stack.resolve(redrive.startCommand), Description: 'Brings failed events back: Shop/Redrive' });
    expect(Object.values(template.findOutputs('*')).map(({ Value }) => words(Value))).toEqual([
      'aws sqs start-message-move-task --region <AWS::Region> --source-arn <Failed178E83A2.Arn> --max-number-of-messages-per-second 10',
      'aws sqs list-message-move-tasks --region <AWS::Region> --source-arn <Failed178E83A2.Arn>',
      'aws sqs cancel-message-move-task --region <AWS::Region> --task-handle <TaskHandle of the status>',
    ]);
  });

  test('finds the invocations in the outputs', () => {
    const { redrive, template } = made((given) => new Redrive(given, 'Redrive', { from: RedriveSource.bucket(new FailureBucket(given, 'Failed'), [fn(given)]) }));
    const name = Object.keys(template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.objects' } }))[0];
    const invoke = (order: string) => `aws lambda invoke --region <AWS::Region> --function-name <${name}> --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload '${order}' /dev/stdout`;
    expect(Object.values(template.findOutputs('*')).map(({ Value }) => words(Value))).toEqual([invoke('{"dryRun":true}'), invoke('{"limit":1}'), invoke('{}')]);
    expect(redrive.startCommand).toMatch(/--payload '\{\}'/);
  });
});

/** A text with references, for readers. */
function words(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, Ref: ref, 'Fn::GetAtt': att } = value as { 'Fn::Join'?: [string, unknown[]]; 'Ref'?: string; 'Fn::GetAtt'?: string[] };
  return join ? join[1].map(words).join('') : `<${ref ?? att!.join('.')}>`;
}

describe('the replay function', () => {
  test('is one at a time, and has as much time as there is', () => {
    const { template } = made((stack) => new Redrive(stack, 'Redrive', { from: RedriveSource.asyncEvents(new DeadLetterQueue(stack, 'Failed'), [fn(stack)]), maxPerSecond: 3 }));
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.events', Timeout: 900, ReservedConcurrentExecutions: 1, Environment: { Variables: { PER_SECOND: '3', SPARE_SECONDS: '10', QUEUE_URL: { Ref: 'Failed178E83A2' } } } });
  });

  test('nothing triggers it', () => {
    const { template } = made((stack) => new Redrive(stack, 'Redrive', { from: RedriveSource.asyncEvents(new DeadLetterQueue(stack, 'Failed'), [fn(stack)]) }));
    for (const type of ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission', 'AWS::Lambda::EventInvokeConfig', 'AWS::Events::Rule']) template.resourceCountIs(type, 0);
  });

  test.each<[string, (stack: Stack) => lambda.IFunction, Duration | undefined, string]>([
    ['a function of the app', (stack) => fn(stack, 'Fn', { timeout: Duration.minutes(2) }), undefined, '135'],
    ['an imported one', (stack) => lambda.Function.fromFunctionName(stack, 'Fn', 'count'), undefined, '465'],
    ['an imported one of which somebody knows more', (stack) => lambda.Function.fromFunctionName(stack, 'Fn', 'count'), Duration.minutes(1), '75'],
  ])('begins no batch that could not end: %s', (_, of, functionTimeout, SPARE_SECONDS) => {
    const { template } = made((stack) => new Redrive(stack, 'Redrive', { from: RedriveSource.bucket(new s3.Bucket(stack, 'Failed'), [of(stack)]), functionTimeout }));
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.objects', Environment: { Variables: Match.objectLike({ SPARE_SECONDS }) } });
  });
});

describe('what cannot be is refused, with what to do instead', () => {
  const failed = (stack: Stack) => new DeadLetterQueue(stack, 'Failed');
  const refused: { readonly [title: string]: readonly [build: (stack: Stack) => unknown, says: RegExp] } = {
    'queues that redrive elsewhere': [(stack) => redrive(stack, RedriveSource.deadLetterQueue(failed(stack), [new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: new DeadLetterQueue(stack, 'Other'), maxReceiveCount: 5 } })])), /Shop\/Orders redrives to Shop\/Other, not to Shop\/Failed/],
    'queues that redrive nowhere': [(stack) => redrive(stack, RedriveSource.deadLetterQueue(failed(stack), [new sqs.Queue(stack, 'Orders')])), /Shop\/Orders redrives to no queue/],
    'a move to nowhere': [(stack) => redrive(stack, RedriveSource.deadLetterQueue(failed(stack), [])), /name the queues that redrive to Shop\/Failed.*RedriveSource\.asyncEvents/],
    'a replay for nobody': [(stack) => redrive(stack, RedriveSource.asyncEvents(failed(stack), [])), /name the functions/],
    'a FIFO queue of Lambda': [(stack) => redrive(stack, RedriveSource.asyncEvents(new sqs.Queue(stack, 'Failed', { fifo: true }), [fn(stack)])), /is a FIFO queue.*RedriveSource\.deadLetterQueue/],
    'a table without a stream': [(stack) => redrive(stack, RedriveSource.dynamoDbPositions(failed(stack), dynamodb.Table.fromTableName(stack, 'Table', 'orders'), [fn(stack)])), /set tableStreamArn/],
    'a function that runs as long as the one that waits for it': [(stack) => redrive(stack, RedriveSource.bucket(new s3.Bucket(stack, 'Failed'), [fn(stack, 'Fn', { timeout: Duration.minutes(15) })])), /may run for 900 s.*885 s or less/],
    'no event at all': [(stack) => redrive(stack, RedriveSource.asyncEvents(failed(stack), [fn(stack)]), 0), /maxPerSecond is 0; it has to be a whole number from 1 to 500/],
    'more than SQS moves': [(stack) => redrive(stack, RedriveSource.asyncEvents(failed(stack), [fn(stack)]), 501), /maxPerSecond is 501/],
    'more than one function invokes': [(stack) => redrive(stack, RedriveSource.asyncEvents(failed(stack), [fn(stack)]), 101), /100 a second at most/],
  };
  const redrive = (stack: Stack, from: RedriveSource, maxPerSecond?: number) => new Redrive(stack, 'Redrive', { from, maxPerSecond });

  test.each(Object.entries(refused))('%s', (_, [build, says]) => expect(() => build(new Stack(new App(), 'Shop'))).toThrow(says));

  test('an imported queue may redrive here: nobody can know', () => {
    const stack = new Stack(new App(), 'Shop');
    const orders = sqs.Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders');
    expect(redrive(stack, RedriveSource.deadLetterQueue(failed(stack), [orders])).replayFunction).toBeUndefined();
  });
});
