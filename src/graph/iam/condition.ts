import { all, Answer, any, not } from './answer';
import { equals, matches } from './matching';
import { spell } from './spelling';
import { ResourceSet } from '../../model/resource';
import { isObject, list, Value } from '../../model/value';

/**
 * What is known of a request beside action and resource, by condition key in lower case, as spelled.
 * `absent` is a key that such a request does not have; of a key that is not here nothing is known.
 */
export type Facts = ReadonlyMap<string, string | typeof absent>;

export const absent = Symbol('absent');

/** One line of a condition block: operator, key and the values of which one must fit. Undefined: cannot be told. */
type Test = { readonly operator: string; readonly key: string; readonly values: readonly string[] } | undefined;
export type Condition = readonly Test[];

export function readCondition(app: ResourceSet, condition: Value): Condition {
  if (condition === undefined || condition === null) return [];
  if (!isObject(condition)) return [undefined];
  return Object.entries(condition).flatMap(([operator, keys]): Test[] => (
    isObject(keys) ? Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: list(values).map((value) => spell(app, value)) })) : [undefined]));
}

export const conditionHolds = (condition: Condition, facts: Facts): Answer => all(condition.map((test) => (test ? holds(test, facts) : 'maybe')));

function holds({ operator, key, values }: NonNullable<Test>, facts: Facts): Answer {
  const [, several, name, ifExists] = /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const fact = facts.get(key);
  const compare = name !== undefined && Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  if (fact === undefined || several === 'ForAllValues:' || !compare) return 'maybe';
  const negative = name.includes('Not');
  if (fact === absent) return negative || ifExists ? 'yes' : 'no';
  const hit = any(values.map((value) => compare(value, fact)));
  return negative ? not(hit) : hit;
}

const caseless = (a: string, b: string) => equals(a.toLowerCase(), b.toLowerCase());

const comparisons: { readonly [operator: string]: (value: string, fact: string) => Answer } = {
  StringEquals: equals, StringNotEquals: equals, StringEqualsIgnoreCase: caseless, StringNotEqualsIgnoreCase: caseless, Bool: caseless,
  StringLike: matches, StringNotLike: matches,
  // ArnEquals and ArnLike are the same: both allow wildcards.
  ArnEquals: matches, ArnLike: matches, ArnNotEquals: matches, ArnNotLike: matches,
};
