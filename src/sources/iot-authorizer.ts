import { defineSource } from './source';
import { invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at } from '../model/value';

export const facts = {
  /** Seconds that AWS IoT waits for an authorizer, and for a pre-provisioning hook. */
  timeout: 5,
  authorizer: 'https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html',
  hook: 'https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html',
};

/** A custom authorizer of AWS IoT Core, or the hook that decides whether a device is provisioned: AWS IoT waits for both, unlike for a topic rule. */
export default defineSource({
  id: 'iot-authorizer',
  title: 'AWS IoT custom authorizer and provisioning hook',
  links: [facts.authorizer, facts.hook],
  claims: ['AWS::IoT::Authorizer', 'AWS::IoT::ProvisioningTemplate'],
  * paths(app) {
    for (const authorizer of app.ofType('AWS::IoT::Authorizer')) {
      const invoked = invokedBy(app, authorizer.properties.AuthorizerFunctionArn);
      if (invoked) yield { source: 'iot-authorizer', kind: 'sync-authorizer', triggers: [authorizer], ...syncPath(invoked, 'the device is refused', facts.authorizer, facts.timeout) };
    }
    for (const template of app.ofType('AWS::IoT::ProvisioningTemplate')) {
      const invoked = invokedBy(app, at(template.properties.PreProvisioningHook, 'TargetArn'));
      if (invoked) yield { source: 'iot-authorizer', kind: 'sync-other', triggers: [template], ...syncPath(invoked, 'the device is not provisioned and gets an error', facts.hook, facts.timeout) };
    }
  },
});
