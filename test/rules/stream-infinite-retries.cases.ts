import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-infinite-retries', {
  fires: {
    'M11: a Kinesis mapping with the defaults': { app: onKinesis({}), at: 'FnKinesisEventSource', says: /its shard waits/, property: 'MaximumRetryAttempts', mends: 'StreamFailures' },
    'M11: a DynamoDB mapping with the defaults': { app: onTable({}), at: 'FnDynamoDBEventSource', says: /Duration\.hours\(12\)/ },
    'M11: -1 is unlimited too': { app: onKinesis({ retryAttempts: -1 }), at: 'FnKinesisEventSource' },
    'a pipe': { template: pipeYaml(), at: 'Pipe', says: /in SourceParameters of the pipe/, property: 'SourceParameters', mends: 'PipeDeadLetters' },
  },
  silent: {
    'limited retries': { app: caught(onKinesis, limited) },
    'limited age alone': { app: caught(onTable, { maxRecordAge: limited.maxRecordAge }) },
  },
});
