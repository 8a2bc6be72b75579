import { defineSource } from './source';
import { callerSees, once } from '../lambda/caller';
import { invokedBy } from '../lambda/invoked';
import { resourceAt } from '../lambda/resource-at';

export const facts = {
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
};

/** A function that rotates a secret in four steps. A failed step leaves the secret half rotated. */
export default defineSource({
  id: 'secrets-rotation',
  title: 'AWS Secrets Manager rotation',
  links: [facts.link],
  claims: ['AWS::SecretsManager::RotationSchedule'],
  * paths(app) {
    for (const schedule of app.ofType('AWS::SecretsManager::RotationSchedule')) {
      const invoked = invokedBy(app, schedule.properties.RotationLambdaARN);
      if (!invoked) continue;
      const origin = resourceAt(app, schedule.properties.SecretId);
      yield {
        source: 'secrets-rotation', kind: 'sync-other', mode: 'sync', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: origin ? [schedule, origin] : [schedule], origin,
        outcome: callerSees('Secrets Manager sees it: the rotation fails, which only the RotationFailed event of CloudTrail tells'), tries: once(facts.link),
      };
    }
  },
});
