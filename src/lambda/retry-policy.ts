import { Tries } from '../model/graph';
import { at, isUnknown, number, Value } from '../model/value';

/** Of rules and schedules alike, where they set nothing: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
export const retryPolicyFacts = { retries: 185, maxAge: 86_400 };

/** When EventBridge gives up handing an event over to Lambda. */
export function retryPolicy(policy: Value, link: string): Tries {
  const retries = number(at(policy, 'MaximumRetryAttempts'), retryPolicyFacts.retries);
  return { attempts: isUnknown(retries) ? retries : retries + 1, maxAge: number(at(policy, 'MaximumEventAgeInSeconds'), retryPolicyFacts.maxAge), link };
}
