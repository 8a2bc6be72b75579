import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipe, pipeYaml } from '../support/streams';

export default ruleCases('stream-destination-unreachable', {
  fires: {
    'an on-failure queue and unlimited retries': { app: caught(onKinesis, {}), at: 'FnKinesisEventSource', says: /Failed.*on the event source/, property: 'MaximumRetryAttempts', mends: 'StreamFailures' },
    'a pipe with a dead-letter queue and unlimited retries': {
      template: pipeYaml(', DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'), at: 'Pipe', says: /Failed.*in SourceParameters of the pipe/, property: 'SourceParameters', mends: 'PipeDeadLetters',
    },
    'the stream of a table': { app: caught(onTable, {}), at: 'FnDynamoDBEventSource' },
    'a pipe in a program': { app: pipe({ deadLetter: true }), at: 'Pipe', says: /Set MaximumRetryAttempts: 5 and MaximumRecordAgeInSeconds: 43200 in SourceParameters of the pipe\.$/ },
  },
  silent: {
    'limited retries': { app: caught(onKinesis, limited) }, 'no destination': { app: onKinesis({}) },
  },
});
