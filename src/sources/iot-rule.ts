import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { net } from '../lambda/net';
import { Delivery, Net } from '../model/graph';
import { at, isObject, list, Unknown, Value } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html',
};

/** A topic rule of AWS IoT Core. Its error action gets messages that Lambda did not take, not those the function failed on. */
export default defineSource({
  id: 'iot-rule',
  title: 'AWS IoT topic rule',
  links: [facts.link, 'https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html'],
  claims: ['AWS::IoT::TopicRule'],
  * paths(app) {
    for (const rule of app.ofType('AWS::IoT::TopicRule')) {
      const payload = rule.properties.TopicRulePayload;
      const functionOf = (action: Value) => at(action, 'Lambda', 'FunctionArn');
      const invokedByRule = invokedAmong(app, list(at(payload, 'Actions')).map(functionOf));
      for (const invoked of invokedByRule) {
        yield { source: 'iot-rule', kind: 'async-iot', triggers: [rule], ...asyncPath(app, invoked), delivery: delivery(app, rule) };
      }
      for (const invoked of invokedAmong(app, [functionOf(at(payload, 'ErrorAction'))])) {
        // The last resort of the rule: nothing comes after it but Lambda's own nets.
        if (!invokedByRule.some(({ fn }) => fn === invoked.fn)) yield { source: 'iot-rule', kind: 'async-iot', triggers: [rule], ...asyncPath(app, invoked) };
      }
    }
  },
});

/** What an error action is called, which of its properties names the place, and what that is. */
const places: { readonly [action: string]: readonly [property: string, kind: Net['rest']['kind']] } = {
  Sqs: ['QueueUrl', 'queue'], Sns: ['TargetArn', 'topic'], S3: ['BucketName', 'bucket'], Lambda: ['FunctionArn', 'function'],
  Kinesis: ['StreamName', 'other'], Firehose: ['DeliveryStreamName', 'other'], Republish: ['Topic', 'other'], CloudwatchLogs: ['LogGroupName', 'other'],
  DynamoDB: ['TableName', 'other'], Kafka: ['Topic', 'other'], StepFunctions: ['StateMachineName', 'other'], Http: ['Url', 'other'], Timestream: ['TableName', 'other'],
};

const by = { by: 'IoT', tries: { attempts: new Unknown('AWS does not document how often AWS IoT tries'), link: facts.link } };

function delivery(app: ResourceSet, rule: Resource): Delivery {
  const action = at(rule.properties.TopicRulePayload, 'ErrorAction') ?? {};
  if (!isObject(action)) return { ...by, fate: 'unknown', because: 'the error action cannot be told', nets: [] };
  const given = Object.keys(action);
  const type = given.find((name) => Object.hasOwn(places, name));
  if (type === undefined) {
    return given.length === 0
      ? { ...by, fate: 'lost', because: 'the rule has no error action', nets: [] }
      : { ...by, fate: 'unknown', because: `whether an error action of type ${given[0]} keeps it is not known`, nets: [] };
  }
  const [property, kind] = places[type];
  const found = net(app, {
    kind: 'error-action', handOver: 'H1', owner: rule, property: `TopicRulePayload.ErrorAction.${type}.${property}`, value: at(action, type, property),
    writer: type === 'Lambda' ? { kind: 'service', principal: 'iot.amazonaws.com', source: rule } : { kind: 'role', role: at(action, type, 'RoleArn'), of: rule },
  });
  if (!found) return { ...by, fate: 'unknown', because: `the error action does not say its ${property}`, nets: [] };
  return { ...by, fate: 'kept', because: 'the rule hands it to its error action, once', nets: [{ ...found, rest: { ...found.rest, kind } }] };
}
