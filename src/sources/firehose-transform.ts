import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, isObject, list, string } from '../model/value';

export const facts = {
  /** Tries after the first one, by default. */
  retries: 3,
  link: 'https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html',
};

/** A processor of a Firehose stream. What it cannot transform goes to the stream's bucket under `processing-failed/`. */
export default defineSource({
  id: 'firehose-transform',
  title: 'Amazon Data Firehose transformation',
  links: [facts.link],
  claims: ['AWS::KinesisFirehose::DeliveryStream'],
  * paths(app) {
    for (const stream of app.ofType('AWS::KinesisFirehose::DeliveryStream')) {
      const processors = Object.values(stream.properties).filter(isObject).flatMap((destination) => list(at(destination, 'ProcessingConfiguration', 'Processors')));
      const arns = processors.filter((processor) => string(at(processor, 'Type')) === 'Lambda').flatMap((processor) => list(at(processor, 'Parameters')))
        .filter((parameter) => string(at(parameter, 'ParameterName')) === 'LambdaArn').map((parameter) => at(parameter, 'ParameterValue'));
      for (const invoked of invokedAmong(app, arns)) {
        yield { source: 'firehose-transform', kind: 'sync-firehose', triggers: [stream], origin: stream, ...syncPath(invoked, 'Firehose retries three times, then writes the batch to its bucket under processing-failed/', facts.link), tries: { attempts: 1 + facts.retries, link: facts.link } };
      }
    }
  },
});
