import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-finite-retries-no-destination', {
  fires: {
    'M10: five retries, then nothing': { app: onKinesis(limited), at: 'FnKinesisEventSource', says: /after 5 retries or when it is 21600 s old/, property: 'DestinationConfig.OnFailure', mends: 'StreamFailures' },
    'M10: a limited age alone': { app: onTable({ maxRecordAge: limited.maxRecordAge }), at: 'FnDynamoDBEventSource', says: /of \S+ up when it is 21600 s old, and.*Set onFailure: new S3/ },
    'no retry at all': { app: onKinesis({ retryAttempts: 0 }), at: 'FnKinesisEventSource', says: /of \S+ up after 0 retries, and/ },
    'a pipe': { template: pipeYaml(', MaximumRetryAttempts: 3'), at: 'Pipe', says: /of Clicks up after 3 retries, and.*DeadLetterConfig: .* in SourceParameters/, property: 'SourceParameters', mends: 'PipeDeadLetters' },
  },
  silent: {
    'an on-failure queue': { app: caught(onKinesis, limited) },
    'unlimited retries block instead': { app: onKinesis({}) },
  },
});
