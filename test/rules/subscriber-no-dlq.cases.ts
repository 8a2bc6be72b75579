import { subscriberYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('subscriber-no-dlq', {
  fires: { 'no on-failure queue': { template: subscriberYaml(), at: 'Subscriber' } },
  silent: { 'with one': { template: subscriberYaml('OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }') } },
});
