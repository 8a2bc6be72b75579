import { subscriberYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('subscriber-default-retries', {
  fires: { 'no retry policy': { template: subscriberYaml(), at: 'Subscriber', says: /five minutes/ } },
  silent: { 'with one': { template: subscriberYaml('RetryPolicy: { MaxRetryAttempts: 185, MaxEventAgeInSeconds: 86400 }') } },
});
