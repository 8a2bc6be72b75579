import { defineSource, Draft, Resource, ResourceSet } from './source';
import { asyncOutcome } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { isFifo } from '../lambda/mapping';
import { net } from '../lambda/net';
import { queueOutcome } from '../lambda/queue';
import { streamOutcome } from '../lambda/stream';
import { Broker, Outcome, Polling, Tries } from '../model/graph';
import { at, number, show, Unknown, Value } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html',
};

/** The properties under `SourceParameters`, by what the pipe reads. */
const parameters: readonly (readonly [name: string, broker: Broker])[] = [
  ['SqsQueueParameters', 'sqs'], ['KinesisStreamParameters', 'kinesis'], ['DynamoDBStreamParameters', 'dynamodb'],
  ['ManagedStreamingKafkaParameters', 'kafka'], ['SelfManagedKafkaParameters', 'kafka'],
  ['ActiveMQBrokerParameters', 'mq'], ['RabbitMQBrokerParameters', 'mq'],
];

const brokersByType: { readonly [type: string]: Broker } = {
  'AWS::SQS::Queue': 'sqs', 'AWS::Kinesis::Stream': 'kinesis', 'AWS::DynamoDB::Table': 'dynamodb', 'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::MSK::Cluster': 'kafka', 'AWS::MSK::ServerlessCluster': 'kafka', 'AWS::AmazonMQ::Broker': 'mq',
};

const brokersByService: { readonly [service: string]: Broker } = { sqs: 'sqs', kinesis: 'kinesis', dynamodb: 'dynamodb', kafka: 'kafka', mq: 'mq' };

/**
 * A pipe that calls a function as its target or enrichment. The function's failure is the pipe's failure: what happens
 * then is decided by the pipe's source, except for a target that is invoked without waiting.
 */
export default defineSource({
  id: 'pipe',
  title: 'Amazon EventBridge Pipes',
  links: [facts.link],
  claims: ['AWS::Pipes::Pipe'],
  * paths(app) {
    for (const pipe of app.ofType('AWS::Pipes::Pipe')) {
      const read = readSource(app, pipe);
      for (const [property, kind] of [['Enrichment', 'pipe-enrichment'], ['Target', 'pipe-target']] as const) {
        const invoked = invokedBy(app, pipe.properties[property]);
        if (!invoked) continue;
        const base = {
          source: 'pipe', kind, fn: invoked.fn, qualifier: invoked.qualifier, triggers: [pipe, ...(read.origin ? [read.origin] : [])],
          origin: read.origin, originText: read.originText, polling: read.polling,
        };
        const forget = kind === 'pipe-target' && at(pipe.properties.TargetParameters, 'LambdaFunctionParameters', 'InvocationType') === 'FIRE_AND_FORGET';
        if (forget) yield { ...base, mode: 'async', ...asyncOutcome(app, invoked), delivery: { by: 'EventBridge Pipes', tries: read.tries, ...read.outcome } } satisfies Draft;
        else yield { ...base, mode: 'poll', outcome: read.outcome, tries: read.tries } satisfies Draft;
      }
    }
  },
});

interface PipeSource {
  readonly origin?: Resource;
  readonly originText: string;
  readonly polling?: Polling;
  readonly outcome: Outcome;
  readonly tries: Tries;
}

function readSource(app: ResourceSet, pipe: Resource): PipeSource {
  const source = app.target(pipe.properties.Source);
  const origin = source.kind === 'resource' ? source.resource : undefined;
  const originText = origin?.label ?? show(pipe.properties.Source);
  const given = parameters.find(([name]) => at(pipe.properties.SourceParameters, name) !== undefined);
  const broker = (origin && brokersByType[origin.type])
    ?? (source.kind === 'external' && source.arn && Object.hasOwn(brokersByService, source.arn.service) ? brokersByService[source.arn.service] : undefined) ?? given?.[1];
  if (!broker) {
    const reason = source.kind === 'unknown' ? source.reason : `${originText} is not a source that is known`;
    return { origin, originText, outcome: { fate: 'unknown', because: `the source of the pipe cannot be told: ${reason}`, nets: [] }, tries: { attempts: new Unknown(reason), link: facts.link } };
  }
  const own = parameters.find(([name, its]) => its === broker && at(pipe.properties.SourceParameters, name) !== undefined);
  const settings = own && at(pipe.properties.SourceParameters, own[0]);
  const polling = pollingOf(app, pipe, broker, settings, origin);
  const reason = source.kind === 'unknown' ? `the queue cannot be told: ${source.reason}` : undefined;
  switch (broker) {
    case 'sqs': return { origin, originText, polling, ...queueOutcome(app, origin, originText, reason) };
    case 'mq': return { origin, originText, polling, outcome: { fate: 'unknown', because: 'the broker decides how often it redelivers and where it puts what is left', nets: [] }, tries: { attempts: new Unknown('decided by the broker'), link: facts.link } };
    // Pipes have neither retry limit nor dead-letter queue for Kafka.
    case 'kafka': return { origin, originText, polling, outcome: { fate: 'blocks', because: 'a pipe retries until the record expires in the topic; the partition waits', nets: [] }, tries: { attempts: 'unlimited', link: facts.link } };
    default: return { origin, originText, polling, ...streamOutcome(polling, facts.link) };
  }
}

function pollingOf(app: ResourceSet, pipe: Resource, broker: Broker, settings: Value, origin: Resource | undefined): Polling {
  const stream = broker === 'kinesis' || broker === 'dynamodb';
  const name = broker === 'kinesis' ? 'KinesisStreamParameters' : 'DynamoDBStreamParameters';
  const bisect = at(settings, 'OnPartialBatchItemFailure') === 'AUTOMATIC_BISECT';
  return {
    broker, by: 'pipe', fifo: broker === 'sqs' ? isFifo(origin, pipe.properties.Source) : undefined,
    enabled: pipe.properties.DesiredState !== 'STOPPED',
    batchSize: number(at(settings, 'BatchSize'), broker === 'sqs' ? 10 : 100),
    batchingWindow: number(at(settings, 'MaximumBatchingWindowInSeconds'), 0),
    retries: stream ? number(at(settings, 'MaximumRetryAttempts'), -1) : undefined,
    recordAge: stream ? number(at(settings, 'MaximumRecordAgeInSeconds'), -1) : undefined,
    bisect, partialBatch: bisect,
    destination: stream ? net(app, {
      kind: 'pipe-dlq', handOver: 'H3', owner: pipe, property: `SourceParameters.${name}.DeadLetterConfig.Arn`, value: at(settings, 'DeadLetterConfig', 'Arn'),
      writer: { kind: 'role', role: pipe.properties.RoleArn, of: pipe }, keptAs: 'pointer',
    }) : undefined,
  };
}
