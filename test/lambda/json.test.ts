import { fromJson } from '../../src/lambda/json';
import { Pointer, Text, Unknown } from '../../src/model/value';

const queue = new Pointer({ key: 'Stack/Queue', id: 'Queue', type: 'AWS::SQS::Queue' }, 'Arn');
const count = new Unknown('parameter Count has no default');

test('objects are what they are', () => {
  expect(fromJson({ a: 1 })).toEqual({ a: 1 });
  expect(fromJson(undefined)).toBeUndefined();
  expect(fromJson(count)).toBe(count);
});

test('text is parsed', () => {
  expect(fromJson('{"a": [1, "b"]}')).toEqual({ a: [1, 'b'] });
  expect(fromJson('[{}]')).toEqual([{}]);
});

test.each(['', 'text', '"text"', '7', '{"a": }'])('no object: %s', (text) => expect(fromJson(text)).toBeUndefined());

test('references stay references, with or without quotes, alone or in a longer text', () => {
  const text = new Text(['{"arn":"', queue, '","count":', count, ',"said \\"so\\"":"x-', queue, '-y"}']);
  expect(fromJson(text)).toEqual({ 'arn': queue, 'count': count, 'said "so"': new Text(['x-', queue, '-y']) });
});

test('a quote that is escaped does not end what is in quotes', () => {
  expect(fromJson(new Text(['{"said":"\\" ', queue, '","count":', count, '}']))).toEqual({ said: new Text(['" ', queue]), count });
});

test('figures beside a reference stay what they are', () => {
  expect(fromJson(new Text(['{"a":"1', queue, '1"}']))).toEqual({ a: new Text(['1', queue, '1']) });
});

test('what is no JSON before deployment is unknown', () => {
  expect(fromJson(new Text(['{"a": 1', count]))).toBeInstanceOf(Unknown);
});
