import { defineSource } from './source';
import { asyncFacts, asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { resourceAt } from '../lambda/resource-at';
import { at } from '../model/value';

/** A function that another one's asynchronous results go to. That is again an asynchronous invocation, with its own end. */
export default defineSource({
  id: 'lambda-destination',
  title: 'AWS Lambda destination',
  links: [asyncFacts.links.nets],
  claims: ['AWS::Lambda::EventInvokeConfig'],
  * paths(app) {
    for (const config of app.ofType('AWS::Lambda::EventInvokeConfig')) {
      const destinations = ['OnFailure', 'OnSuccess'].map((on) => at(config.properties.DestinationConfig, on, 'Destination'));
      for (const invoked of invokedAmong(app, destinations)) {
        yield {
          source: 'lambda-destination', kind: 'async-destination', triggers: [config],
          origin: resourceAt(app, config.properties.FunctionName), ...asyncPath(app, invoked),
        };
      }
    }
  },
});
