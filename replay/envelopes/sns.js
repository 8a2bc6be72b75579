// @ts-check
const { destination } = require('./destination');
const { functionDlq } = require('./function-dlq');
const { parsed } = require('../json');

/**
 * A notification of SNS: either a topic is the destination of a function and the queue has subscribed to it, or SNS could not
 * deliver to a function that has subscribed itself, and the queue is the dead-letter queue of that subscription.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 *
 * @type {import('.').Envelope}
 */
const sns = ({ body }) => {
  if (body?.Type !== 'Notification' || typeof body.TopicArn !== 'string' || typeof body.Message !== 'string') return undefined;
  /** @type {Record<string, { Value?: string }>} */
  const given = body.MessageAttributes ?? {};
  const attributes = Object.fromEntries(Object.entries(given).map(([name, { Value }]) => [name, Value]));
  const inner = { text: body.Message, body: parsed(body.Message), attributes };
  return functionDlq(inner) ?? destination(inner) ?? { payload: JSON.stringify(asFunctionsGetIt(body)) };
};

/**
 * Functions get the same with other names for the two addresses: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 *
 * @param {any} notification
 */
function asFunctionsGetIt({ SigningCertURL: SigningCertUrl, UnsubscribeURL: UnsubscribeUrl, Subject = null, MessageAttributes = {}, ...rest }) {
  const EventSubscriptionArn = /SubscriptionArn=([^&]+)/.exec(UnsubscribeUrl ?? '')?.[1];
  return {
    Records: [{
      EventSource: 'aws:sns', EventVersion: '1.0', ...EventSubscriptionArn ? { EventSubscriptionArn } : {},
      Sns: { ...rest, Subject, MessageAttributes, SigningCertUrl, UnsubscribeUrl },
    }],
  };
}

module.exports = { sns };
