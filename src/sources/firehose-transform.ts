import { defineSource } from './source';
import { invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, flag, isObject, isUnknown, list, number, string } from '../model/value';

export const facts = {
  /** Seconds. */
  timeout: 300,
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
      const configurations = Object.values(stream.properties).map((destination) => (isObject(destination) ? at(destination, 'ProcessingConfiguration') : undefined));
      const processors = configurations.filter((configuration) => flag(at(configuration, 'Enabled'), true) !== false).flatMap((configuration) => list(at(configuration, 'Processors')));
      for (const processor of processors) {
        const parameter = (wanted: string) => at(list(at(processor, 'Parameters')).find((candidate) => string(at(candidate, 'ParameterName')) === wanted), 'ParameterValue');
        const invoked = invokedBy(app, parameter('LambdaArn'));
        if (!invoked) continue;
        const retries = number(parameter('NumberOfRetries'), facts.retries);
        yield {
          source: 'firehose-transform', kind: 'sync-firehose', triggers: [stream], origin: stream,
          ...syncPath(invoked, 'when its retries are used up, Firehose writes the batch to its bucket under processing-failed/', facts.link, facts.timeout),
          tries: { attempts: isUnknown(retries) ? retries : 1 + retries, link: facts.link },
        };
      }
    }
  },
});
