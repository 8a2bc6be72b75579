import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-destination-unreachable', {
  fires: {
    'an on-failure queue and unlimited retries': { app: caught(onKinesis, {}), at: 'FnKinesisEventSource', says: /Failed.*on the event source/, property: 'MaximumRetryAttempts', mends: 'StreamFailures' },
    'a table': { app: caught(onTable, {}), at: 'FnDynamoDBEventSource', says: /Failed/ },
    'a pipe with a dead-letter queue and unlimited retries': {
      template: pipeYaml(', DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'), at: 'Pipe', says: /Failed.*in SourceParameters of the pipe/, property: 'SourceParameters', mends: 'PipeDeadLetters',
    },
  },
  silent: { 'limited retries': { app: caught(onKinesis, limited) }, 'no destination': { app: onKinesis({}) } },
});
