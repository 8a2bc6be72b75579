import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { at } from '../model/value';

export const facts = {
  /** How often AWS Config retries a failed delivery is not documented; it has no dead-letter queue. */
  link: 'https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html',
};

/** A custom rule of AWS Config. When its function fails, the rule shows no evaluation, and nothing else tells. */
export default defineSource({
  id: 'config-rule',
  title: 'AWS Config custom rule',
  links: [facts.link],
  claims: ['AWS::Config::ConfigRule', 'AWS::Config::OrganizationConfigRule'],
  * paths(app) {
    for (const rule of app.ofType('AWS::Config::ConfigRule', 'AWS::Config::OrganizationConfigRule')) {
      const named = rule.type === 'AWS::Config::ConfigRule'
        ? at(rule.properties.Source, 'SourceIdentifier') : at(rule.properties.OrganizationCustomRuleMetadata, 'LambdaFunctionArn');
      const invoked = invokedBy(app, named);
      if (invoked) yield { source: 'config-rule', kind: 'async-config', triggers: [rule], ...asyncPath(app, invoked) };
    }
  },
});
