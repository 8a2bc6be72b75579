import { subscriberYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('subscriber-default-retries', {
  fires: {
    'no retry policy': { template: subscriberYaml(), at: 'Subscriber', says: /five minutes only\. after that the event is dropped\./ },
    'no retry policy, but a queue for what is given up': { template: subscriberYaml('OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }'), at: 'Subscriber', says: /after that the event goes to the on-failure queue/ },
  },
  silent: { 'with one': { template: subscriberYaml('RetryPolicy: { MaxRetryAttempts: 185, MaxEventAgeInSeconds: 86400 }') } },
});
