import { Token, Tokenization } from 'aws-cdk-lib';
import { EventField, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';

/** Sizes that AWS takes at most. */
export const inputLimits = {
  /** Characters, of a rule: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
  rule: 8_192,
  /** Bytes. The Scheduler names no limit of its own, so that of asynchronous invocations holds: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  scheduler: 1_048_576,
};

export interface InputRules {
  readonly service: keyof typeof inputLimits;
  readonly allowTokens: boolean;
  readonly allowContextAttributes: boolean;
}

/**
 * Refuses an input that would not arrive as it is written: what JSON cannot say, what is known at deployment only, what would
 * change from event to event, and what is too large.
 */
export function checkInput(path: string, input: unknown, rules: InputRules): void {
  const refuse = (why: string): never => { throw new Error(`${path}: ${why}`); };
  checkValue(input, 'input', [], rules, refuse);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) refuse('input must be an object, such as { job: \'nightly\' }');
  checkSize(JSON.stringify(input), rules.service, refuse);
}

function checkSize(json: string, service: InputRules['service'], refuse: (why: string) => never): void {
  const [size, unit] = service === 'rule' ? [json.length, 'characters'] : [Buffer.byteLength(json), 'bytes'];
  if (!Token.isUnresolved(json) && size > inputLimits[service]) {
    refuse(`input has ${size} ${unit} as JSON, but at most ${inputLimits[service]} are possible. Put the data into S3 or an environment variable of the function, and name it in the input.`);
  }
}

type Refuse = (why: string) => never;

function checkValue(value: unknown, at: string, above: readonly object[], rules: InputRules, refuse: Refuse): void {
  switch (typeof value) {
    case 'string': return checkText(value, at, rules, refuse);
    case 'number': return checkNumber(value, at, rules, refuse);
    case 'boolean': return;
    case 'undefined': return refuse(`${at} is undefined, which JSON leaves out or turns into null. Leave it out, or write null.`);
    case 'object': return value === null ? undefined : checkObject(value, at, above, rules, refuse);
    default: return refuse(`${at} is a ${typeof value}, which JSON cannot say. Write its value as text or a number.`);
  }
}

function checkNumber(value: number, at: string, rules: InputRules, refuse: Refuse): void {
  if (Token.isUnresolved(value)) return checkToken(at, [], rules, refuse);
  if (!Number.isFinite(value)) refuse(`${at} is ${value}, which JSON turns into null. Write a number, or null.`);
}

function checkText(value: string, at: string, rules: InputRules, refuse: Refuse): void {
  if (Token.isUnresolved(value)) checkToken(at, Tokenization.reverseString(value).tokens, rules, refuse);
  const attribute = /<aws\.scheduler\.[\w-]+>/.exec(value)?.[0];
  if (attribute === undefined) return;
  if (rules.service === 'rule') refuse(`${at} has the context attribute ${attribute}, which EventBridge Scheduler alone fills in; a rule passes it on as this text. Take it out, or leave out service and rule.`);
  if (!rules.allowContextAttributes) refuse(`${at} has the context attribute ${attribute}, which is another value each time. Take it out, or set allowContextAttributes: true if that is meant.`);
}

function checkToken(at: string, tokens: readonly unknown[], rules: InputRules, refuse: Refuse): void {
  if (tokens.some((token) => token instanceof EventField)) {
    refuse(`${at} is a field of an event, and so another value each time; the input of a schedule is constant. Take it out; for events that matter use AsyncTrigger with AsyncSource.eventBridge({ eventPattern, input }).`);
  }
  if (!rules.allowTokens) refuse(`${at} is a token, whose value is known at deployment only. Write the value itself, or set allowTokens: true if a reference such as bucket.bucketName is meant.`);
}

function checkObject(value: object, at: string, above: readonly object[], rules: InputRules, refuse: Refuse): void {
  if (above.includes(value)) refuse(`${at} contains itself, which JSON cannot say. Take the circle out.`);
  if (Token.isUnresolved(value)) return checkToken(at, Array.isArray(value) ? [] : [value], rules, refuse);
  if (value instanceof RuleTargetInput || value instanceof ScheduleTargetInput) refuse(`${at} is a ${value instanceof RuleTargetInput ? 'RuleTargetInput' : 'ScheduleTargetInput'}, which may hide a value that changes. Pass the object itself.`);
  const inside = [...above, value];
  if (Array.isArray(value)) return Array.from<unknown>(value).forEach((item, index) => checkValue(item, `${at}[${index}]`, inside, rules, refuse));
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const kind = value.constructor.name;
    refuse(kind === 'Date'
      ? `${at} is a Date, which would stay at this moment for ever. Write text such as '2030-01-01'; for the time of each invocation let the function look at its clock.`
      : `${at} is an object of class ${kind}, of which JSON keeps the wrong part, or none. Write what the function needs of it as text, numbers, lists and objects.`);
  }
  for (const [key, its] of Object.entries(value)) {
    checkText(key, `the name ${JSON.stringify(key)} in ${at}`, rules, refuse);
    checkValue(its, `${at}.${key}`, inside, rules, refuse);
  }
}
