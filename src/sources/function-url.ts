import { defineSource } from './source';
import { invokedBy, qualifierFrom } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';

export const facts = {
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html',
};

/** The HTTPS address of a function or of one of its aliases. */
export default defineSource({
  id: 'function-url',
  title: 'Lambda function URL',
  links: [facts.link],
  claims: ['AWS::Lambda::Url'],
  * paths(app) {
    for (const url of app.ofType('AWS::Lambda::Url')) {
      const invoked = invokedBy(app, url.properties.TargetFunctionArn);
      if (!invoked) continue;
      const { Qualifier: qualifier } = url.properties;
      const exact = qualifier === undefined ? invoked : { ...invoked, qualifier: qualifierFrom(app, invoked.fn, qualifier) };
      yield { source: 'function-url', kind: 'sync-url', triggers: [url], ...syncPath(exact, 'the client gets a 5xx answer', facts.link) };
    }
  },
});
