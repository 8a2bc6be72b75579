import { defineSource, Draft, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { callOf } from '../lambda/call';
import { callerSees, once } from '../lambda/caller';
import { Invoked, invokedAmong, invokedBy } from '../lambda/invoked';
import { fromJson } from '../lambda/json';
import { subscriptions } from '../lambda/subscription';
import { at, show, string } from '../model/value';

export const facts = {
  links: {
    customResource: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html',
    provider: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html',
  },
};

const waits = 'CloudFormation waits for the answer and rolls back: at once when it is a failure, after ServiceTimeout (an hour by default) when there is none';

/**
 * A custom resource: CloudFormation invokes its function asynchronously, directly or through a topic, and waits for an
 * answer by HTTP. Of CDK's own providers the provider framework, `Trigger` and `AwsCustomResource` call functions in turn.
 */
export default defineSource({
  id: 'custom-resource',
  title: 'AWS CloudFormation custom resource',
  links: [facts.links.customResource, facts.links.provider],
  claims: ['AWS::CloudFormation::CustomResource', 'Custom::*', 'AWS::SNS::Topic'],
  * paths(app) {
    const answered: Draft[] = [];
    for (const resource of app.resources) {
      if (resource.type !== 'AWS::CloudFormation::CustomResource' && !resource.type.startsWith('Custom::')) continue;
      for (const { invoked, through } of providersOf(app, resource)) answered.push(asyncAnswer(app, invoked, [resource, ...through]));
      yield* calledByCdk(app, resource);
    }
    yield* answered;
    yield* behindFramework(app, answered);
  },
});

const asyncAnswer = (app: ResourceSet, invoked: Invoked, triggers: readonly Resource[]): Draft => ({
  source: 'custom-resource', kind: 'custom-resource', triggers, ...asyncPath(app, invoked), outcome: callerSees(waits),
});

const syncAnswer = (invoked: Invoked, triggers: readonly Resource[]): Draft => ({
  source: 'custom-resource', kind: 'custom-resource', mode: 'sync', fn: invoked.fn, qualifier: invoked.qualifier, triggers,
  outcome: callerSees('the provider passes the error on to CloudFormation, which rolls back'), tries: once(facts.links.provider),
});

/** The function that the service token names, or those that a topic named by it invokes. */
function providersOf(app: ResourceSet, resource: Resource): readonly { readonly invoked: Invoked; readonly through: readonly Resource[] }[] {
  const token = resource.properties.ServiceToken;
  const invoked = invokedBy(app, token);
  if (invoked) return [{ invoked, through: [] }];
  const topic = app.target(token);
  if (topic.kind !== 'resource') return [];
  return subscriptions(app).filter((subscription) => subscription.topic?.key === topic.resource.key)
    .map((subscription) => ({ invoked: subscription.invoked, through: [topic.resource] }));
}

/** What CDK's `Trigger` and `AwsCustomResource` call during the deployment. */
function* calledByCdk(app: ResourceSet, resource: Resource): Iterable<Draft> {
  const { HandlerArn, InvocationType, Create, Update, Delete } = resource.properties;
  const handler = resource.type === 'Custom::Trigger' ? invokedBy(app, HandlerArn) : undefined;
  if (handler) yield string(InvocationType) === 'Event' ? { source: 'custom-resource', kind: 'async-direct', triggers: [resource], ...asyncPath(app, handler) } : syncAnswer(handler, [resource]);
  const called = new Set<string>();
  for (const text of [Create, Update, Delete]) {
    const sdkCall = fromJson(text);
    const action = show(at(sdkCall, 'action'));
    if (!/lambda$/i.test(show(at(sdkCall, 'service'))) || !/^invoke/i.test(action)) continue;
    const call = callOf(app, at(sdkCall, 'parameters'));
    if (!call || called.has(call.invoked.fn.key)) continue;
    called.add(call.invoked.fn.key);
    yield call.async || /invokeAsync/i.test(action) ? { source: 'custom-resource', kind: 'async-direct', triggers: [resource], ...asyncPath(app, call.invoked, call) } : syncAnswer(call.invoked, [resource]);
  }
}

/** The provider framework names the handlers it calls in the environment of its own functions. */
function* behindFramework(app: ResourceSet, answered: readonly Draft[]): Iterable<Draft> {
  const called = new Map<string, { readonly handler: Invoked; readonly triggers: (readonly Resource[])[] }>();
  for (const framework of app.ofType('AWS::Lambda::Function')) {
    const variables = at(framework.properties.Environment, 'Variables');
    for (const handler of invokedAmong(app, [at(variables, 'USER_ON_EVENT_FUNCTION_ARN'), at(variables, 'USER_IS_COMPLETE_FUNCTION_ARN')])) {
      const entry = called.get(handler.fn.key) ?? { handler, triggers: [] };
      entry.triggers.push(...answered.filter(({ fn }) => fn === framework).map(({ triggers }) => triggers));
      called.set(handler.fn.key, entry);
    }
  }
  for (const { handler, triggers } of called.values()) {
    for (const resources of triggers.length > 0 ? triggers : [[]]) yield syncAnswer(handler, resources);
  }
}
