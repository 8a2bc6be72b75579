import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, flag, list } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/lexv2/latest/dg/lambda-attach.html',
};

/** The code hook of an Amazon Lex bot alias, for each of its locales that is in use. */
export default defineSource({
  id: 'lex-bot',
  title: 'Amazon Lex',
  links: [facts.link],
  claims: ['AWS::Lex::BotAlias', 'AWS::Lex::Bot'],
  * paths(app) {
    for (const bot of app.ofType('AWS::Lex::BotAlias', 'AWS::Lex::Bot')) {
      const locales = [...list(bot.properties.BotAliasLocaleSettings), ...list(at(bot.properties.TestBotAliasSettings, 'BotAliasLocaleSettings'))];
      const arns = locales.filter((locale) => flag(at(locale, 'BotAliasLocaleSetting', 'Enabled'), true) !== false).map((locale) => at(locale, 'BotAliasLocaleSetting', 'CodeHookSpecification', 'LambdaCodeHook', 'LambdaArn'));
      for (const invoked of invokedAmong(app, arns)) yield { source: 'lex-bot', kind: 'sync-agent', triggers: [bot], ...syncPath(invoked, 'the bot answers with its failure response', facts.link) };
    }
  },
});
