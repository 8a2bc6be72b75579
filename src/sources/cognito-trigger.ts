import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { samEvent } from '../model/graph';
import { at, isObject, Value } from '../model/value';

export const facts = {
  /** Seconds; fixed. */
  timeout: 5,
  /** Invocations, the first one included. */
  attempts: 3,
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html',
  senders: 'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html',
};

/** These two are told about the code to send and are not waited for. */
const senders = new Set(['CustomEmailSender', 'CustomSMSSender']);

/** The triggers of a user pool. Cognito waits five seconds and tries three times, except for custom senders. */
export default defineSource({
  id: 'cognito-trigger',
  title: 'Amazon Cognito user pool triggers',
  links: [facts.link, facts.senders],
  claims: ['AWS::Cognito::UserPool'],
  * paths(app) {
    for (const pool of app.ofType('AWS::Cognito::UserPool')) {
      const config = pool.properties.LambdaConfig;
      const triggers = isObject(config) ? Object.entries(config).filter(([name]) => name !== 'KMSKeyID' && name !== samEvent) : [];
      const event = app.target(at(config, samEvent));
      const arns = (wanted: boolean): Value[] => triggers.filter(([name]) => senders.has(name) === wanted).map(([, value]) => at(value, 'LambdaArn') ?? value);
      for (const invoked of invokedAmong(app, arns(false))) {
        const stand = event.kind === 'resource' && event.resource.madeBy?.key === invoked.fn.key ? [event.resource] : [];
        yield { source: 'cognito-trigger', kind: 'sync-cognito', triggers: [...stand, pool], origin: pool, ...syncPath(invoked, 'after three tries of five seconds the user cannot sign in', facts.link, facts.timeout), tries: { attempts: facts.attempts, link: facts.link } };
      }
      for (const invoked of invokedAmong(app, arns(true))) {
        yield { source: 'cognito-trigger', kind: 'async-cognito', triggers: [pool], origin: pool, ...asyncPath(app, invoked) };
      }
    }
  },
});
