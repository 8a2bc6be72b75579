// @ts-check

/**
 * The dead-letter queue of the target of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 *
 * @type {import('.').Envelope}
 */
const eventBridge = ({ text, attributes: { RULE_ARN, TARGET_ARN } }) => (RULE_ARN === undefined ? undefined : { functionArn: TARGET_ARN, payload: text });

module.exports = { eventBridge };
