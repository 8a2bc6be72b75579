import { defineSource } from './source';
import { callerSees, once } from '../lambda/caller';
import { invokedBy } from '../lambda/invoked';

export const facts = {
  link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html',
};

/** A CloudFormation macro: when its function fails, the change set fails. */
export default defineSource({
  id: 'macro',
  title: 'AWS CloudFormation macro',
  links: [facts.link],
  claims: ['AWS::CloudFormation::Macro'],
  * paths(app) {
    for (const macro of app.ofType('AWS::CloudFormation::Macro')) {
      const invoked = invokedBy(app, macro.properties.FunctionName);
      if (!invoked) continue;
      yield {
        source: 'macro', kind: 'macro', mode: 'sync', fn: invoked.fn, qualifier: invoked.qualifier, triggers: [macro],
        outcome: callerSees('CloudFormation shows the error and the change set fails'), tries: once(facts.link),
      };
    }
  },
});
