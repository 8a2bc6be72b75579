import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, CfnStack, Duration, Fn, Lazy, NestedStack, Stack, Stage, Token, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { bothReaders } from '../support/both-readers';
import { fn, queueWithDlq } from '../support/parts';

// CDK's own checks print what they think of the apps below.
beforeEach(() => void jest.spyOn(console, 'error').mockImplementation());

const ireland = { env: { account: '111122223333', region: 'eu-west-1' } };
const frankfurt = { env: { account: '111122223333', region: 'eu-central-1' } };

function file(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'failsafe-')), name);
  writeFileSync(path, text);
  return path;
}

function acrossRegions(app: App): void {
  const queue = new Queue(new Stack(app, 'Queues', { ...ireland, crossRegionReferences: true }), 'Orders');
  for (const env of [ireland, frankfurt]) fn(new Stack(app, `Work-${env.env.region}`, { ...env, crossRegionReferences: true }), 'Fn', { environment: { ARN: queue.queueArn } });
}

const apps: { readonly [title: string]: (app: App) => void } = {
  'functions, queues, mappings, destinations and policies': (app) => {
    const stack = new Stack(app, 'Shop', { stackName: 'shop' });
    fn(stack).addEventSource(new SqsEventSource(queueWithDlq(stack)));
    const dlq = new Queue(stack, 'Dlq');
    const bucket = new Bucket(stack, 'Uploads');
    const alias = fn(stack, 'Async', { deadLetterQueue: dlq, onFailure: new destinations.SqsDestination(dlq), environment: { BUCKET: bucket.bucketName, ARN: `${bucket.bucketArn}/x` } }).addAlias('live');
    bucket.grantRead(alias);
    new CfnOutput(stack, 'Arn', { value: alias.functionArn, exportName: 'alias' });
  },
  'a nested stack without resources': (app) => {
    const stack = new Stack(app, 'Shop');
    fn(stack).addEventSource(new SqsEventSource(queueWithDlq(stack)));
    new CfnCondition(new NestedStack(stack, 'Later'), 'Ready', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  },
  'references into other stacks': (app) => {
    const queues = new Stack(app, 'Queues');
    const work = new Stack(app, 'Work');
    const queue = queueWithDlq(queues);
    fn(work, 'Fn', { environment: { URL: queue.queueUrl, TEXT: `queue ${queue.queueName} of ${queues.stackId}`, PARTITION: queues.partition } }).addEventSource(new SqsEventSource(queue));
    const parameter = new CfnParameter(queues, 'Size', { default: '5', type: 'Number' });
    const list = new CfnResource(queues, 'Listed', { type: 'AWS::EC2::VPCEndpoint' });
    new CfnResource(work, 'Raw', { type: 'AWS::SNS::Topic', properties: { TopicName: work.toJsonString({ arn: queue.queueArn }), Parameter: parameter.valueAsString, List: Fn.select(0, Token.asList(list.getAtt('DnsEntries'))) } });
  },
  'references into a stack of a known region': (app) => {
    const queues = new Stack(app, 'Queues', ireland);
    fn(new Stack(app, 'Work', ireland)).addEventSource(new SqsEventSource(new Queue(queues, 'Orders', { queueName: 'orders' })));
  },
  'references into a stack of another region': acrossRegions,
  'references into a nested stack, out of it, and between two': (app) => {
    const stack = new Stack(app, 'Shop');
    const dlq = new Queue(stack, 'Dlq');
    const one = new NestedStack(stack, 'One');
    const two = new NestedStack(stack, 'Two');
    const queue = new Queue(one, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });
    fn(two).addEventSource(new SqsEventSource(queue));
    fn(stack, 'Outer', { environment: { INNER: queue.queueArn, ID: one.stackId } });
    new Queue(new NestedStack(one, 'Deep'), 'Deepest', { queueName: Fn.join('-', [dlq.queueName, queue.queueName, Aws.STACK_NAME]) });
    fn(new Stack(app, 'Elsewhere'), 'Fn', { environment: { INNER: queue.queueArn } });
  },
  'the same ids in a nested stack and around it': (app) => {
    const stack = new Stack(app, 'Shop');
    const nested = new NestedStack(stack, 'Inner');
    Validations.of(new Queue(stack, 'Orders')).acknowledge({ id: 'cdk-lambda-failsafe::sqs-no-redrive', reason: 'outer' });
    Validations.of(new Queue(nested, 'Orders')).acknowledge({ id: 'sqs-no-partial-batch', reason: 'inner' });
  },
  'parameters of a nested stack': (app) => {
    const stack = new Stack(app, 'Shop');
    const nested = new NestedStack(stack, 'Inner', { parameters: { Count: '7', Target: new Queue(stack, 'Dlq').queueArn } });
    const count = new CfnParameter(nested, 'Count', { type: 'Number', default: 3 });
    const target = new CfnParameter(nested, 'Target');
    new CfnQueue(nested, 'Orders', { redrivePolicy: { deadLetterTargetArn: target.valueAsString, maxReceiveCount: count.valueAsNumber } });
  },
  'a plain nested stack from a template file': (app) => {
    const stack = new Stack(app, 'Shop');
    const template = new Asset(stack, 'Template', { path: file('inner.yaml', 'Parameters: { Dlq: { Type: String } }\nResources:\n  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !Ref Dlq, maxReceiveCount: 5 } } }\nOutputs: { Arn: { Value: !GetAtt Orders.Arn } }\n') });
    const nested = new CfnStack(stack, 'Inner', { templateUrl: template.httpUrl, parameters: { Dlq: new Queue(stack, 'Dlq').queueArn } });
    fn(stack, 'Fn', { environment: { ARN: nested.getAtt('Outputs.Arn').toString() } });
  },
  'an included template with a nested one': (app) => {
    const inner = file('inner.json', JSON.stringify({ Parameters: { Dlq: { Type: 'String' } }, Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: { deadLetterTargetArn: { Ref: 'Dlq' }, maxReceiveCount: 5 } } } }, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Orders', 'Arn'] } } } }));
    const outer = file('outer.yaml', `
Parameters: { Stage: { Type: String, Default: test } }
Mappings: { Sizes: { test: { batch: 1 } } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'dlq-\${Stage}-\${AWS::Region}' } }
  Extra: { Type: AWS::SQS::Queue, Condition: Prod }
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://example.com/inner.json, Parameters: { Dlq: !GetAtt Dlq.Arn } }
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Role: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/x', Code: { ZipFile: x }, Environment: { Variables: { A: !GetAtt Inner.Outputs.Arn, B: !If [Prod, !Ref Extra, !Ref 'AWS::NoValue'] } } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Inner.Outputs.Arn, BatchSize: !FindInMap [Sizes, !Ref Stage, batch] }
`);
    new CfnInclude(new Stack(app, 'Shop'), 'Template', { templateFile: outer, loadNestedStacks: { Inner: { templateFile: inner } } });
  },
  'overrides, deletions, generic resources and plain objects': (app) => {
    const stack = new Stack(app, 'Shop');
    const queue = queueWithDlq(stack);
    const raw = queue.node.defaultChild as CfnQueue;
    raw.addPropertyOverride('RedrivePolicy.maxReceiveCount', 2);
    raw.addPropertyDeletionOverride('VisibilityTimeout');
    raw.addPropertyOverride('Tags', [{ Key: 'a', Value: queue.queueName }]);
    raw.overrideLogicalId('Renamed');
    fn(stack).addEventSource(new SqsEventSource(queue));
    new CfnResource(stack, 'Generic', { type: 'AWS::SQS::QueuePolicy', properties: { Queues: [queue.queueUrl], PolicyDocument: { Statement: [{ Resource: raw.attrArn, When: new Date(0) }] } } });
    new lambda.CfnEventInvokeConfig(stack, 'Plain', { functionName: 'some', qualifier: '$LATEST', destinationConfig: { onFailure: { destination: queue.queueArn } } as lambda.CfnEventInvokeConfig.DestinationConfigProperty });
    stack.renameLogicalId('Plain', 'Fancy');
  },
  'lazy values, imports and conditions': (app) => {
    const stack = new Stack(app, 'Shop');
    const other = new Stack(app, 'Other');
    other.exportValue(new Queue(other, 'Exported').queueArn, { name: 'shared-dlq' });
    const prod = new CfnCondition(stack, 'Prod', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage', { default: 'test' }), 'prod') });
    const map = new CfnMapping(stack, 'Map', { mapping: { a: { b: 30 } } });
    const extra = new CfnQueue(stack, 'Extra');
    extra.cfnOptions.condition = prod;
    new CfnQueue(stack, 'Orders', {
      visibilityTimeout: Lazy.number({ produce: () => 45 }),
      messageRetentionPeriod: Token.asNumber(map.findInMap('a', 'b')),
      queueName: Lazy.string({ produce: () => `orders-${Aws.REGION}` }),
      redrivePolicy: { deadLetterTargetArn: Fn.conditionIf(prod.logicalId, extra.attrArn, Fn.importValue('shared-dlq')), maxReceiveCount: 5 },
      redriveAllowPolicy: Fn.importValue('from-elsewhere'),
    });
  },
  'SAM resources, by constructs and in an included template': (app) => {
    const stack = new Stack(app, 'Shop');
    const queue = queueWithDlq(stack);
    new sam.CfnFunction(stack, 'Typed', {
      runtime: 'nodejs22.x', handler: 'index.handler', inlineCode: 'x', deadLetterQueue: { type: 'SQS', targetArn: new Queue(new Stack(app, 'Other'), 'Dlq').queueArn },
      events: { Feed: { type: 'SQS', properties: { queue: queue.queueArn, batchSize: 5 } } },
    });
    new CfnInclude(new Stack(app, 'Included'), 'Template', {
      templateFile: file('sam.yaml', `
Transform: AWS::Serverless-2016-10-31
Resources:
  Incoming: { Type: AWS::SQS::Queue }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: x
      Events: { Feed: { Type: SQS, Properties: { Queue: !GetAtt Incoming.Arn } }, Tick: { Type: Schedule, Properties: { Schedule: rate(1 hour) } } }
`),
    });
  },
  'a stack without resources': (app) => {
    new Stack(app, 'Empty');
    new Stack(new Stage(app, 'Prod'), 'Empty');
  },
  'a state machine with functions of another stack': (app) => {
    const functions = new Stack(app, 'Functions');
    const stack = new Stack(app, 'Shop');
    new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(stack, 'Call', { lambdaFunction: fn(functions), payload: sfn.TaskInput.fromObject({ name: stack.stackName }) })) });
  },
  'two stages with the same stacks': (app) => {
    for (const [id, props] of [['Beta', ireland], ['Prod', frankfurt]] as const) {
      const stage = new Stage(app, id, props);
      const queue = new Queue(new Stack(stage, 'Queues'), 'Orders');
      fn(new Stack(stage, 'Work')).addEventSource(new SqsEventSource(queue));
    }
    new sns.Topic(new Stack(app, 'Pipeline'), 'Topic');
  },
  'acknowledgements at every level': (app) => {
    const stack = new Stack(app, 'Shop');
    const queue = new Queue(stack, 'Orders');
    fn(stack, 'Fn', { timeout: Duration.seconds(10) }).addEventSource(new SqsEventSource(queue));
    Validations.of(stack).acknowledge({ id: 'cdk-lambda-failsafe::sqs-no-partial-batch', reason: 'stack' });
    Validations.of(queue).acknowledge({ id: 'cdk-lambda-failsafe::sqs-no-redrive', reason: 'construct' });
    Validations.of(queue.node.defaultChild!).acknowledge({ id: 'bare', reason: 'resource' }, { id: 'Other::rule', reason: 'not ours' });
  },
};

describe('an app reads the same as a tree, before and after synthesis, and as templates', () => {
  test.each(Object.entries(apps))('%s', (_, build) => {
    const { early, late, files } = bothReaders(build);
    expect(early).toEqual(files);
    expect(late).toEqual(files);
  });

  test.each(['weak', 'both', 'strong'])('references that are %s', (strength) => {
    const { early, late, files } = bothReaders(acrossRegions, { postCliContext: { '@aws-cdk/core:defaultCrossStackReferences': strength } });
    expect(early).toEqual(files);
    expect(late).toEqual(files);
    expect(JSON.stringify(files).match(/→ Queues\/OrdersA9B65338 Arn/g)).toHaveLength(2);
  });
});

test('a resource is called after its construct, unless somebody chose its logical id', () => {
  const { late } = bothReaders((app) => {
    const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
    const work = new Construct(stack, 'Work-1');
    const handler = fn(work, 'Fn');
    handler.addAlias('live').configureAsyncInvoke({ retryAttempts: 1 });
    (new Queue(new NestedStack(work, 'Inner'), 'Work').node.defaultChild as CfnQueue).overrideLogicalId('Chosen');
    new Queue(new Construct(stack, 'Queue'), 'Queue');
    new CfnQueue(stack, 'Plain', {});
  });
  expect(Object.values(late).map((shown) => (shown as { label: string }).label)).toEqual(expect.arrayContaining([
    'Work-1/Fn', 'Work-1/Fn/ServiceRole', 'Work-1/Fn/Aliaslive', 'Work-1/Fn/Aliaslive/EventInvokeConfig', 'Chosen', 'Queue', 'Plain',
  ]));
});
