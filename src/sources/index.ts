import dynamodb from './dynamodb';
import eventsRule from './events-rule';
import kinesis from './kinesis';
import pipe from './pipe';
import sqs from './sqs';
import { Source } from './source';

export const sources: readonly Source[] = [
  dynamodb,
  eventsRule,
  kinesis,
  pipe,
  sqs,
];
