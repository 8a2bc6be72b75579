import { ruleCases } from '../support/rule-cases';
import { caught, kafkaYaml, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-no-destination', {
  fires: {
    'M10: no destination, unlimited retries': { app: onKinesis({}), at: 'FnKinesisEventSource' },
    'M10: no destination, limited retries': { app: onTable(limited), at: 'FnDynamoDBEventSource' },
    'M10: a topic of Kafka': { template: kafkaYaml(), at: 'Mapping' },
  },
  silent: {
    'an on-failure queue': { app: caught(onKinesis, limited) },
    'a pipe, of which other rules say it': { template: pipeYaml(', MaximumRetryAttempts: 3') },
    'a topic of Kafka in queue mode, where the broker decides': { template: kafkaYaml(', SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE }').replace(/EventSourceArn: '.*?'/, 'SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }') },
  },
});
