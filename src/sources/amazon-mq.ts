import { defineSource, Resource } from './source';
import { mappings } from '../lambda/mapping';
import { Outcome, Tries } from '../model/graph';
import { at, list, string, Unknown } from '../model/value';

export const facts = {
  /** Redeliveries of the fixed policy that Lambda uses with ActiveMQ. */
  redeliveries: 6,
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-mq-errors.html',
};

/** A queue of an ActiveMQ or RabbitMQ broker. Nothing of the mapping keeps a failed message: only the broker can. */
export default defineSource({
  id: 'amazon-mq',
  title: 'Amazon MQ',
  links: [facts.link, 'https://docs.aws.amazon.com/lambda/latest/dg/services-mq-params.html'],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const { resource, invoked, origin, originText, polling } of mappings(app, 'mq')) {
      yield {
        source: 'amazon-mq', kind: 'mq', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource, ...(origin ? [origin] : [])], origin, originText, polling, ...brokerOutcome(engineOf(resource, origin)),
      };
    }
  },
});

/** Only RabbitMQ has virtual hosts: they tell it where the broker is not part of the app. */
function engineOf(mapping: Resource, broker: Resource | undefined): string | undefined {
  const engine = string(broker?.properties.EngineType)?.toUpperCase();
  if (engine !== undefined) return engine;
  return list(mapping.properties.SourceAccessConfigurations).some((access) => at(access, 'Type') === 'VIRTUAL_HOST') ? 'RABBITMQ' : undefined;
}

function brokerOutcome(engine: string | undefined): { readonly outcome: Outcome; readonly tries: Tries } {
  const unknown = (attempts: Tries['attempts'], because: string) => ({ outcome: { fate: 'unknown' as const, because, nets: [] }, tries: { attempts, link: facts.link } });
  switch (engine) {
    case 'ACTIVEMQ': return unknown(facts.redeliveries + 1, `after ${facts.redeliveries} redeliveries ActiveMQ moves it to ActiveMQ.DLQ, unless the configuration of the broker says otherwise`);
    case 'RABBITMQ': return unknown(new Unknown('how often RabbitMQ redelivers depends on its version, the type of the queue and the policies of the broker'), 'RabbitMQ requeues it until it expires, or a quorum queue drops it; only a dead-letter exchange on the broker keeps it');
    default: return unknown(new Unknown('the engine of the broker is not known'), 'the broker decides how often it redelivers and where it puts what is left');
  }
}
