import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

const kafka = (more: string) => `
Resources:
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, Topics: [orders]${more} } }${fnYaml()}`;

export default ruleCases('stream-no-destination', {
  fires: {
    'M10: no destination, unlimited retries': { app: onKinesis({}), at: 'FnKinesisEventSource' },
    'Kafka': { template: kafka(''), at: 'Mapping', says: /batches of Kafka topic orders/ },
    'M10: no destination, limited retries': { app: onTable(limited), at: 'FnDynamoDBEventSource' },
  },
  silent: {
    'an on-failure queue': { app: caught(onKinesis, limited) },
    'a pipe, which gives records up to its own queue': { template: pipeYaml() },
    'Kafka in queue mode, which has no destination': { template: kafka(', SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE }') },
  },
});
