import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-no-bisect-or-partial', {
  fires: {
    'M11: neither bisecting nor partial batches': { app: caught(onKinesis, { retryAttempts: 5 }), at: 'FnKinesisEventSource', says: /up to 100 records/ },
    'a table': { app: caught(onTable, { retryAttempts: 5 }), at: 'FnDynamoDBEventSource', says: /up to 100 records/ },
  },
  silent: {
    'bisecting': { app: caught(onKinesis, limited) },
    'partial batch responses': { app: caught(onKinesis, { retryAttempts: 5, reportBatchItemFailures: true }) },
    'a pipe, which has no such setting': { template: pipeYaml() },
    'one record at a time': { app: caught(onKinesis, { retryAttempts: 5, batchSize: 1 }) },
  },
});
