import { sourceContract } from '../support/source-contract';

sourceContract('bedrock-agent', {
  'one function for several action groups, found once': {
    resources: `
      Agent:
        Type: AWS::Bedrock::Agent
        Properties:
          AgentName: orders
          ActionGroups: [{ ActionGroupName: find, ActionGroupExecutor: { Lambda: !GetAtt Fn.Arn } }, { ActionGroupName: cancel, ActionGroupExecutor: { Lambda: !GetAtt Fn.Arn } }]
    `,
    paths: [{ fn: 'Fn', kind: 'sync-agent', mode: 'sync', triggers: ['Agent'], qualifier: '$LATEST', attempts: 1, fate: 'caller' }],
  },
  'an alias that orchestrates, and a parser of answers': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      Agent:
        Type: AWS::Bedrock::Agent
        Properties:
          AgentName: orders
          CustomOrchestration: { Executor: { Lambda: !Ref Live } }
          PromptOverrideConfiguration: { OverrideLambda: !GetAtt Fn.Arn, PromptConfigurations: [] }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-agent', triggers: ['Agent'], qualifier: 'live', fate: 'caller' },
      { fn: 'Fn', kind: 'sync-agent', triggers: ['Agent'], qualifier: '$LATEST', fate: 'caller' },
    ],
  },
  'a tool behind a gateway': {
    resources: `
      FindOrder:
        Type: AWS::BedrockAgentCore::GatewayTarget
        Properties:
          Name: find-order
          CredentialProviderConfigurations: [{ CredentialProviderType: GATEWAY_IAM_ROLE }]
          TargetConfiguration: { Mcp: { Lambda: { LambdaArn: !GetAtt Fn.Arn, ToolSchema: { InlinePayload: [] } } } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-agent', mode: 'sync', triggers: ['FindOrder'], attempts: 1, fate: 'caller', because: 'tool' }],
  },
  'one interceptor for requests and responses of a gateway, and a target that is no function': {
    resources: `
      Gateway:
        Type: AWS::BedrockAgentCore::Gateway
        Properties:
          Name: orders
          AuthorizerType: AWS_IAM
          ProtocolType: MCP
          RoleArn: arn:aws:iam::111111111111:role/gateway
          InterceptorConfigurations:
            - { InterceptionPoints: [REQUEST], Interceptor: { Lambda: { Arn: !GetAtt Fn.Arn } } }
            - { InterceptionPoints: [RESPONSE], Interceptor: { Lambda: { Arn: !GetAtt Fn.Arn } } }
      Api: { Type: AWS::BedrockAgentCore::GatewayTarget, Properties: { Name: api, TargetConfiguration: { Mcp: { OpenApiSchema: { InlinePayload: '{}' } } } } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-agent', mode: 'sync', triggers: ['Gateway'], attempts: 1, fate: 'caller', because: 'gateway' }],
  },
  'nodes of a flow, also inside of a loop': {
    resources: `
      Again: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Flow:
        Type: AWS::Bedrock::Flow
        Properties:
          Name: orders
          ExecutionRoleArn: arn:aws:iam::111111111111:role/flow
          Definition:
            Nodes:
              - { Name: start, Type: Input }
              - { Name: call, Type: LambdaFunction, Configuration: { LambdaFunction: { LambdaArn: !GetAtt Fn.Arn } } }
              - Name: repeat
                Type: Loop
                Configuration: { Loop: { Definition: { Nodes: [{ Name: again, Type: LambdaFunction, Configuration: { LambdaFunction: { LambdaArn: !GetAtt Again.Arn } } }] } } }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-agent', triggers: ['Flow'], fate: 'caller' },
      { fn: 'Again', kind: 'sync-agent', triggers: ['Flow'], fate: 'caller' },
    ],
  },
  'a flow as JSON text with substitutions': {
    resources: `
      Flow:
        Type: AWS::Bedrock::Flow
        Properties:
          Name: orders
          ExecutionRoleArn: arn:aws:iam::111111111111:role/flow
          DefinitionString: '{ "Nodes": [{ "Name": "call", "Type": "LambdaFunction", "Configuration": { "LambdaFunction": { "LambdaArn": "\${Arn}" } } }] }'
          DefinitionSubstitutions: { Arn: !GetAtt Fn.Arn }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-agent', triggers: ['Flow'], fate: 'caller' }],
  },
  'an action group that hands control back to the application': {
    resources: `
      Agent: { Type: AWS::Bedrock::Agent, Properties: { AgentName: orders, ActionGroups: [{ ActionGroupName: ask, ActionGroupExecutor: { CustomControl: RETURN_CONTROL } }] } }
    `,
    paths: [],
  },
});
