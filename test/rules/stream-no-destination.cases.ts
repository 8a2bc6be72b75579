import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable } from '../support/streams';

export default ruleCases('stream-no-destination', {
  fires: {
    'M10: no destination, unlimited retries': { app: onKinesis({}), at: 'FnKinesisEventSource' },
    'M10: no destination, limited retries': { app: onTable(limited), at: 'FnDynamoDBEventSource' },
  },
  silent: { 'an on-failure queue': { app: caught(onKinesis, limited) } },
});
