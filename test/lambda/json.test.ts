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

test('a backslash takes the sign behind it with it, which may be a quote or another backslash', () => {
  expect(fromJson(new Text(['{"said \\"":"', queue, '","count":', count, '}']))).toEqual({ 'said "': queue, 'count': count });
  expect(fromJson(new Text(['{"ends with \\\\":', count, '}']))).toEqual({ 'ends with \\': count });
});

test('digits beside a reference stay what they are', () => {
  expect(fromJson(new Text(['{"name":"v1', queue, '0"}']))).toEqual({ name: new Text(['v1', queue, '0']) });
});

test('what is no JSON before deployment is unknown', () => {
  expect(fromJson(new Text(['{"a": 1', count]))).toBeInstanceOf(Unknown);
});
