import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The pieces that most cases start from. */

export const code = lambda.Code.fromInline('exports.handler = async () => {};');

export const fn = (stack: Construct, id = 'Fn', props: Partial<lambda.FunctionProps> = {}) =>
  new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code, ...props });

/** A source queue as AWS documents it, for a function with the default timeout of 3 seconds, with a watched dead-letter queue. */
export function queueWithDlq(stack: Stack, id = 'Orders', props: sqs.QueueProps = {}): sqs.Queue {
  const queue = new sqs.Queue(stack, `${id}Dlq`, { retentionPeriod: Duration.days(14), fifo: props.fifo });
  queue.metricApproximateNumberOfMessagesVisible().createAlarm(stack, `${id}DlqAlarm`, { threshold: 1, evaluationPeriods: 1 });
  return new sqs.Queue(stack, id, { visibilityTimeout: Duration.seconds(60), deadLetterQueue: { maxReceiveCount: 5, queue }, ...props });
}

/** The same for templates: a function and its role, under the name `Fn`. */
export const fnYaml = (properties = '') => `
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/fn
      Code: { ZipFile: 'exports.handler = async () => {};' }
${properties.replace(/^(?=.)/gm, '      ')}`;

/** A subscriber of an EventBridge v2 bus that invokes `Fn`, with a queue `Dlq` at hand. */
export const subscriberYaml = (properties = '') => `
Resources:
  Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: orders } }
  Dlq: { Type: AWS::SQS::Queue }
  Subscriber:
    Type: AWS::EventsV2::Subscriber
    Properties:
      Name: fn
      EventBusArn: !GetAtt Bus.Arn
      InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111122223333:role/deliver', LambdaParameters: { InvocationType: EVENT } }
      ${properties}${fnYaml()}`;

/** A queue and what polls it for `Fn`, which is a mapping unless it is said; `Later` is known at deployment. */
export const queueYaml = ({ visibility = 30, timeout = 3, poller = 'Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }' }: { readonly visibility?: number | string; readonly timeout?: number | string; readonly poller?: string }) => `
Parameters: { Later: { Type: Number } }
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${visibility} } }
  Poller: { ${poller} }${fnYaml(`Timeout: ${timeout}`)}`;

/** The poller of `queueYaml` that is a pipe. */
export const pipePoller = 'Type: AWS::Pipes::Pipe, Properties: { RoleArn: "arn:aws:iam::111122223333:role/pipe", Source: !GetAtt Orders.Arn, Target: !GetAtt Fn.Arn }';

/** A function that is called by one that waits for the answer, without any resource that makes it do so. */
export const waiting = `
Resources:
  Framework: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: 'arn:aws:iam::111122223333:role/framework', Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: !GetAtt Fn.Arn } } } }${fnYaml()}`;
