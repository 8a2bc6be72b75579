import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AsyncFunction, SqsTriggeredFunction } from '../../../src';
import { throws } from '../handlers';
import { Scenario, Template } from '../scenario';
import { toFunction, toQueue } from '../sending';

/** A test that cannot fail proves nothing: here something else is deployed than the map has seen, and that has to be noticed. */
interface Altered extends Scenario {
  readonly altered: (template: Template) => void;
  /** What the expectation that fails says. */
  readonly noticed: RegExp;
}

const ofType = ({ Resources }: Template, type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => ({ id, Properties }));
const configuration = (template: Template) => ofType(template, 'AWS::Lambda::EventInvokeConfig')[0].Properties;

export const altered: { readonly [title: string]: Altered } = {
  'fewer tries': {
    proves: 'Tries below the bounds of the plan are noticed',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', { ...throws, queueProps: { visibilityTimeout: Duration.seconds(2) } }).trigger.queue),
    altered: (template) => {
      for (const { Properties: { RedrivePolicy } } of ofType(template, 'AWS::SQS::Queue')) if (RedrivePolicy) RedrivePolicy.maxReceiveCount = 2;
    },
    noticed: /toBeGreaterThanOrEqual[^]*Expected: >= .*5[^]*Received: .*2/,
  },
  'more tries': {
    proves: 'Tries above the bounds of the plan are noticed',
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 0 } })),
    altered: (template) => { configuration(template).MaximumRetryAttempts = 1; },
    noticed: /toBeLessThanOrEqual[^]*Expected: <= .*1[^]*Received: .*2/,
  },
  'another place': {
    proves: 'An event in another place is noticed',
    app: (stack) => {
      new Queue(stack, 'Elsewhere');
      return toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 0 } }));
    },
    altered: (template) => {
      const { id } = ofType(template, 'AWS::SQS::Queue').find((queue) => queue.id.startsWith('Elsewhere'))!;
      configuration(template).DestinationConfig.OnFailure.Destination = { 'Fn::GetAtt': [id, 'Arn'] };
    },
    noticed: /a message in [^]*Elsewhere/,
  },
};
