import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { callerSees, once } from '../lambda/caller';
import { invokedBy } from '../lambda/invoked';
import { at, list, string } from '../model/value';

export const facts = {
  /** Seconds that SES waits for the answer of a synchronous invocation. */
  timeout: 30,
  link: 'https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html',
};

/** An incoming mail. `Event` is the default; with `RequestResponse` SES waits for the function to decide on the mail. */
export default defineSource({
  id: 'ses-receipt-rule',
  title: 'Amazon SES receipt rule',
  links: [facts.link],
  claims: ['AWS::SES::ReceiptRule'],
  * paths(app) {
    for (const rule of app.ofType('AWS::SES::ReceiptRule')) {
      const seen = new Set<string>();
      for (const action of list(at(rule.properties.Rule, 'Actions'))) {
        const invoked = invokedBy(app, at(action, 'LambdaAction', 'FunctionArn'));
        const kind = string(at(action, 'LambdaAction', 'InvocationType')) === 'RequestResponse' ? 'sync-other' : 'async-ses';
        if (!invoked) continue;
        const key = `${invoked.fn.key}|${invoked.qualifier.key}|${kind}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const base = { source: 'ses-receipt-rule', kind, triggers: [rule] };
        if (kind === 'async-ses') yield { ...base, ...asyncPath(app, invoked) };
        else yield { ...base, mode: 'sync', fn: invoked.fn, qualifier: invoked.qualifier, outcome: callerSees('SES waits for the answer and sees the error'), tries: once(facts.link), callerTimeout: facts.timeout };
      }
    }
  },
});
