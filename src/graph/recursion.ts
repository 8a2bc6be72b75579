import { mentions, namesOf, policiesOf } from './iam/role-policies';
import { anything, spellArn } from './iam/spelling';
import { indexBy } from './index-by';
import { roleMay } from './permission';
import { invokedBy } from '../lambda/invoked';
import { FailureGraph, Path } from '../model/graph';
import { at, list, string, Value } from '../model/value';

/** What it takes to write to each kind of origin. */
const writes: { readonly [type: string]: readonly string[] } = {
  'AWS::SQS::Queue': ['sqs:SendMessage'],
  'AWS::SNS::Topic': ['sns:Publish'],
  'AWS::S3::Bucket': ['s3:PutObject'],
  'AWS::Kinesis::Stream': ['kinesis:PutRecord', 'kinesis:PutRecords'],
  'AWS::DynamoDB::Table': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
};

/**
 * The action by which the function of a path can write to where its events come from. Only a permission that names
 * that very place tells that it does; one for everything says nothing.
 */
export function feedsItself(graph: FailureGraph, path: Path): string | undefined {
  const { app } = graph;
  const { origin, fn } = path;
  const actions = origin && writes[origin.type];
  if (!actions || !mentions(app, fn.properties.Role, actions)) return undefined;
  const arn = spellArn(app, origin)!;
  const own = policiesOf(app, fn.properties.Role);
  const may = (action: string, part = '') => roleMay(app, fn.properties.Role, action, { arn, resource: origin }, part).may === 'yes';
  return actions.find((action) => {
    const named = namesOf(own, action, arn);
    if (origin.type !== 'AWS::S3::Bucket') return named.includes('') && !isFiltered(path) && may(action);
    const folders = named.filter((part) => part.startsWith('/')).map((part) => part.slice(1).split('*')[0]);
    return folders.some((folder) => triggering(graph, path).some((prefix) => folder.startsWith(prefix) && may(action, `/${folder}${anything}`)));
  });
}

/** A filter may let nothing of the function's own through, and is often there for that. */
const isFiltered = ({ triggers }: Path) =>
  triggers.some(({ properties }) => list(at(properties.FilterCriteria, 'Filters')).length > 0 || properties.FilterPolicy !== undefined);

/** Prefixes of new objects that invoke the function. With a suffix filter it depends on the code what comes back. */
const triggering = (graph: FailureGraph, { triggers, fn }: Path): readonly string[] => triggers.flatMap(({ key }) => prefixes(graph, `${key}|${fn.key}`));

/** By the resource that tells the functions, and the function. */
const prefixes = indexBy(({ app }: FailureGraph) => app.ofType('AWS::S3::Bucket', 'Custom::S3BucketNotifications').flatMap(({ key, properties: { NotificationConfiguration: all } }) => (
  [...list(at(all, 'LambdaConfigurations')), ...list(at(all, 'LambdaFunctionConfigurations'))].filter(isCreation).flatMap((item) => {
    const invoked = invokedBy(app, at(item, 'Function') ?? at(item, 'LambdaFunctionArn'));
    const rules = list(at(item, 'Filter', 'S3Key', 'Rules') ?? at(item, 'Filter', 'Key', 'FilterRules'));
    if (!invoked || rules.some((rule) => string(at(rule, 'Name'))?.toLowerCase() !== 'prefix')) return [];
    const prefix = rules.length === 0 ? '' : string(at(rules[0], 'Value'));
    return prefix === undefined ? [] : [[`${key}|${invoked.fn.key}`, prefix] as const];
  }))));

const isCreation = (item: Value) => [...list(at(item, 'Event')), ...list(at(item, 'Events'))].some((event) => string(event)?.startsWith('s3:ObjectCreated') ?? false);
