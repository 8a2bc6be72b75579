import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis } from '../support/streams';

export default ruleCases('stream-destination-unreachable', {
  fires: { 'an on-failure queue and unlimited retries': { app: caught(onKinesis, {}), at: 'FnKinesisEventSource', says: /Failed/ } },
  silent: { 'limited retries': { app: caught(onKinesis, limited) }, 'no destination': { app: onKinesis({}) } },
});
