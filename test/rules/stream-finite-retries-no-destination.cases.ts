import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable } from '../support/streams';

export default ruleCases('stream-finite-retries-no-destination', {
  fires: {
    'M10: five retries, then nothing': { app: onKinesis(limited), at: 'FnKinesisEventSource', says: /after 5 retries or when it is 21600 s old/ },
    'M10: a limited age alone': { app: onTable({ maxRecordAge: limited.maxRecordAge }), at: 'FnDynamoDBEventSource' },
  },
  silent: {
    'an on-failure queue': { app: caught(onKinesis, limited) },
    'unlimited retries block instead': { app: onKinesis({}) },
  },
});
