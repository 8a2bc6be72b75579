import { defineSource, Resource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { samEventsOf } from '../lambda/sam-events';
import { syncPath } from '../lambda/sync';
import { samEvent } from '../model/graph';
import { at, isObject, list, Value } from '../model/value';

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
      // Neither the key nor what stands for SAM's events is a function.
      const triggers = Object.entries(isObject(config) ? config : {});
      const triggersOf = (fn: Resource) => [...samEventsOf(app, fn, list(at(config, samEvent))), pool];
      const arns = (wanted: boolean): Value[] => triggers.filter(([name]) => senders.has(name) === wanted).map(([, value]) => at(value, 'LambdaArn') ?? value);
      for (const invoked of invokedAmong(app, arns(false))) {
        yield { source: 'cognito-trigger', kind: 'sync-cognito', triggers: triggersOf(invoked.fn), origin: pool, ...syncPath(invoked, 'after three tries of five seconds the user cannot sign in', facts.link, facts.timeout), tries: { attempts: facts.attempts, link: facts.link } };
      }
      for (const invoked of invokedAmong(app, arns(true))) {
        yield { source: 'cognito-trigger', kind: 'async-cognito', triggers: triggersOf(invoked.fn), origin: pool, ...asyncPath(app, invoked) };
      }
    }
  },
});
