import { defineSource, Resource } from './source';
import { invokedAmong, invokedBy } from '../lambda/invoked';
import { definitionOf } from '../lambda/state-machine';
import { syncPath } from '../lambda/sync';
import { at, isObject, list, Value } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/bedrock/latest/userguide/agents-lambda.html',
  target: 'https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-add-target-lambda.html',
  interceptor: 'https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-interceptors.html',
};

/** An action group or custom orchestration of a Bedrock agent, a Lambda node of a flow, or a tool or interceptor behind a gateway of AgentCore. */
export default defineSource({
  id: 'bedrock-agent',
  title: 'Amazon Bedrock agents, flows and gateways',
  links: [facts.link, facts.target, facts.interceptor],
  claims: ['AWS::Bedrock::Agent', 'AWS::Bedrock::Flow', 'AWS::BedrockAgentCore::Gateway', 'AWS::BedrockAgentCore::GatewayTarget'],
  * paths(app) {
    for (const agent of app.ofType('AWS::Bedrock::Agent', 'AWS::Bedrock::Flow')) {
      for (const invoked of invokedAmong(app, [...arnsIn(agent), ...nodesOf(definitionOf(agent))])) {
        yield { source: 'bedrock-agent', kind: 'sync-agent', triggers: [agent], ...syncPath(invoked, 'the agent gets the error and may ask again', facts.link) };
      }
    }
    for (const target of app.ofType('AWS::BedrockAgentCore::GatewayTarget')) {
      const invoked = invokedBy(app, at(target.properties.TargetConfiguration, 'Mcp', 'Lambda', 'LambdaArn'));
      if (invoked) yield { source: 'bedrock-agent', kind: 'sync-agent', triggers: [target], ...syncPath(invoked, 'the agent that calls the tool gets the error', facts.target) };
    }
    for (const gateway of app.ofType('AWS::BedrockAgentCore::Gateway')) {
      const interceptors = list(gateway.properties.InterceptorConfigurations).map((each) => at(each, 'Interceptor', 'Lambda', 'Arn'));
      for (const invoked of invokedAmong(app, interceptors)) {
        yield { source: 'bedrock-agent', kind: 'sync-agent', triggers: [gateway], ...syncPath(invoked, 'the agent that calls the gateway gets the error', facts.interceptor) };
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
