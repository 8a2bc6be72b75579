import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { at, list } from '../model/value';

export const facts = {
  /** How often CodeCommit retries a failed delivery is not documented; it has no dead-letter queue. */
  link: 'https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-notify-lambda.html',
};

/** A trigger of a CodeCommit repository. */
export default defineSource({
  id: 'codecommit-trigger',
  title: 'AWS CodeCommit trigger',
  links: [facts.link],
  claims: ['AWS::CodeCommit::Repository'],
  * paths(app) {
    for (const repository of app.ofType('AWS::CodeCommit::Repository')) {
      const functions = list(repository.properties.Triggers).map((trigger) => at(trigger, 'DestinationArn'));
      for (const invoked of invokedAmong(app, functions)) {
        yield { source: 'codecommit-trigger', kind: 'async-codecommit', triggers: [repository], origin: repository, ...asyncPath(app, invoked) };
      }
    }
  },
});
