import { defineSource } from './source';
import { asyncFacts, asyncPath, asyncSettings } from '../lambda/async';
import { unqualified } from '../lambda/invoked';
import { Unknown } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html',
};

/**
 * What is left: functions that nothing in the app invokes. One with a dead-letter queue or an asynchronous
 * configuration is meant to be invoked asynchronously by somebody; of the others nothing is known.
 */
export default defineSource({
  id: 'direct',
  title: 'Direct invocation',
  turn: 'last',
  links: [facts.link, asyncFacts.links.errors],
  claims: ['AWS::Lambda::Function'],
  * paths(app, found) {
    const named = new Set(found.map(({ fn }) => fn.key));
    // Of some it is known who invokes them, but not how.
    const invoked = new Set(found.filter(({ mode }) => mode !== 'none').map(({ fn }) => fn.key));
    for (const fn of app.ofType('AWS::Lambda::Function')) {
      if (invoked.has(fn.key)) continue;
      const { configs, deadLetter } = asyncSettings(app, fn);
      const qualifiers = new Map(configs.map(({ qualifier }) => [qualifier.key, qualifier]));
      if (configs.length === 0 && deadLetter) qualifiers.set(unqualified.key, unqualified);
      for (const qualifier of qualifiers.values()) {
        yield { source: 'direct', kind: 'async-direct', triggers: [], ...asyncPath(app, { fn, qualifier }, { namesTenant: true }) };
      }
      if (qualifiers.size > 0 || named.has(fn.key)) continue;
      yield {
        source: 'direct', kind: 'untriggered', mode: 'none', fn, qualifier: unqualified, triggers: [],
        outcome: { fate: 'unknown', because: 'nothing in this app invokes it: whoever does decides', nets: [] },
        tries: { attempts: new Unknown('nothing in this app invokes it'), link: facts.link },
      };
    }
  },
});
