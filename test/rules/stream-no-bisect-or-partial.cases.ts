import { ruleCases } from '../support/rule-cases';
import { caught, laterYaml, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-no-bisect-or-partial', {
  fires: {
    'M11: neither bisecting nor partial batches': { app: caught(onKinesis, { retryAttempts: 5 }), at: 'FnKinesisEventSource', says: /up to 100 records/, sets: { BisectBatchOnFunctionError: true } },
    'M11: the stream of a table': { app: caught(onTable, { retryAttempts: 5 }), at: 'FnDynamoDBEventSource' },
  },
  silent: {
    'bisecting': { app: caught(onKinesis, limited) },
    'partial batch responses': { app: caught(onKinesis, { retryAttempts: 5, reportBatchItemFailures: true }) },
    'one record at a time': { app: caught(onKinesis, { retryAttempts: 5, batchSize: 1 }) },
    'a pipe, which is told otherwise': { template: pipeYaml(', MaximumRetryAttempts: 3, DeadLetterConfig: { Arn: !GetAtt Failed.Arn }') },
    'a batch size that is known at deployment': { template: laterYaml('MaximumRetryAttempts: 5, BatchSize: !Ref Later') },
  },
});
