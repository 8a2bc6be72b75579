import { sourceContract } from '../support/source-contract';

const locale = (id: string, enabled: boolean, fn: string) =>
  `{ LocaleId: ${id}, BotAliasLocaleSetting: { Enabled: ${enabled}, CodeHookSpecification: { LambdaCodeHook: { LambdaArn: ${fn}, CodeHookInterfaceVersion: '1.0' } } } }`;
const alias = (...locales: string[]) => `BotAlias:
        Type: AWS::Lex::BotAlias
        Properties: { BotId: ABCDEFGHIJ, BotAliasName: prod, BotAliasLocaleSettings: [${locales.join(', ')}] }`;

sourceContract('lex-bot', {
  'one function for two languages': {
    resources: alias(locale('en_GB', true, '!GetAtt Fn.Arn'), locale('de_DE', true, '!GetAtt Fn.Arn')),
    paths: [{ fn: 'Fn', kind: 'sync-agent', mode: 'sync', triggers: ['BotAlias'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'failure response' }],
  },
  'the test alias of a bot': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      Bot:
        Type: AWS::Lex::Bot
        Properties:
          Name: orders
          RoleArn: arn:aws:iam::111111111111:role/bot
          DataPrivacy: { ChildDirected: false }
          IdleSessionTTLInSeconds: 300
          TestBotAliasSettings: { BotAliasLocaleSettings: [${locale('en_GB', true, '!Ref Live')}] }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-agent', triggers: ['Bot'], qualifier: 'live', fate: 'caller' }],
  },
  'a language that is not in use': {
    resources: alias(locale('en_GB', false, '!GetAtt Fn.Arn')),
    paths: [],
  },
});
