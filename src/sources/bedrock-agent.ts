import { defineSource, Resource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { definitionOf } from '../lambda/state-machine';
import { syncPath } from '../lambda/sync';
import { at, isObject, list, Value } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/bedrock/latest/userguide/agents-lambda.html',
};

/** An action group or custom orchestration of a Bedrock agent, or a Lambda node of a flow. */
export default defineSource({
  id: 'bedrock-agent',
  title: 'Amazon Bedrock agents and flows',
  links: [facts.link],
  claims: ['AWS::Bedrock::Agent', 'AWS::Bedrock::Flow'],
  * paths(app) {
    for (const agent of app.ofType('AWS::Bedrock::Agent', 'AWS::Bedrock::Flow')) {
      for (const invoked of invokedAmong(app, [...arnsIn(agent), ...nodesOf(definitionOf(agent))])) {
        yield { source: 'bedrock-agent', kind: 'sync-agent', triggers: [agent], ...syncPath(invoked, 'the agent gets the error and may ask again', facts.link) };
      }
    }
  },
});

function* arnsIn({ properties }: Resource): Iterable<Value> {
  for (const group of list(properties.ActionGroups)) yield at(group, 'ActionGroupExecutor', 'Lambda');
  yield at(properties.CustomOrchestration, 'Executor', 'Lambda');
  for (const override of list(properties.PromptOverrideConfiguration)) yield at(override, 'OverrideLambda');
}

/** The Lambda nodes of a flow, also inside of its loops. */
function* nodesOf(definition: Value): Iterable<Value> {
  for (const node of list(at(definition, 'Nodes'))) {
    yield at(node, 'Configuration', 'LambdaFunction', 'LambdaArn');
    const loop = at(node, 'Configuration', 'Loop', 'Definition');
    if (isObject(loop)) yield* nodesOf(loop);
  }
}
