// @ts-check
const { destination } = require('./destination');
const { eventBridge } = require('./event-bridge');
const { functionDlq } = require('./function-dlq');
const { scheduler } = require('./scheduler');
const { sns } = require('./sns');
const { functionOf } = require('../invoke');
const { parsed } = require('../json');

/**
 * @typedef {object} Content
 * @property {string} text the body of the message
 * @property {any} body the same, parsed; undefined where it is not JSON
 * @property {Readonly<Record<string, string | undefined>>} attributes
 */

/** @typedef {{ functionArn?: string, payload: string }} Event what the function got, or would have got; and who it is, where that is said */
/** @typedef {(content: Content) => Event | undefined} Envelope undefined where it is another one; throws where it holds no whole event */

// By what nobody else writes first: an event may look like anything.
/** @type {readonly Envelope[]} */
const envelopes = [sns, functionDlq, eventBridge, scheduler, destination];

/** @param {Content} content @returns {Event} */
function opened(content) {
  for (const envelope of envelopes) {
    const event = envelope(content);
    if (event) return event;
  }
  throw new Error('neither the body nor the attributes say what has left the message here');
}

/** @type {import('../queue').Read} */
const fromEnvelope = ({ Body: text = '', MessageAttributes = {} }, { functions }) => {
  const attributes = Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
  const { functionArn, payload } = opened({ text, body: parsed(text), attributes });
  return { functionArn: functionOf(functionArn, functions), payload, sync: false };
};

module.exports = { fromEnvelope };
