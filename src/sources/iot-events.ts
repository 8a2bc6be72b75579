import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { at, isObject, Value } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/iotevents/latest/developerguide/iotevents-other-aws-services.html',
};

/** A detector or alarm model of AWS IoT Events; its actions sit deep in states, transitions and events. */
export default defineSource({
  id: 'iot-events',
  title: 'AWS IoT Events',
  links: [facts.link, 'https://docs.aws.amazon.com/lambda/latest/dg/services-iotevents.html'],
  claims: ['AWS::IoTEvents::DetectorModel', 'AWS::IoTEvents::AlarmModel'],
  * paths(app) {
    for (const model of app.ofType('AWS::IoTEvents::DetectorModel', 'AWS::IoTEvents::AlarmModel')) {
      for (const invoked of invokedAmong(app, [...lambdaActions(model.properties)])) {
        yield { source: 'iot-events', kind: 'async-iot', triggers: [model], ...asyncPath(app, invoked) };
      }
    }
  },
});

function* lambdaActions(value: Value): Iterable<Value> {
  if (!Array.isArray(value) && !isObject(value)) return;
  yield at(value, 'Lambda', 'FunctionArn');
  for (const inner of Object.values(value)) yield* lambdaActions(inner);
}
