import { defineSource, Resource } from './source';
import { asyncPath } from '../lambda/async';
import { callerSees } from '../lambda/caller';
import { invokedAmong } from '../lambda/invoked';
import { at, list, string, Value } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html',
};

/** An action, or a condition of a stage, that waits until the function reports a result or the action times out. */
export default defineSource({
  id: 'codepipeline-action',
  title: 'AWS CodePipeline invoke action',
  links: [facts.link],
  claims: ['AWS::CodePipeline::Pipeline'],
  * paths(app) {
    for (const pipeline of app.ofType('AWS::CodePipeline::Pipeline')) {
      for (const invoked of invokedAmong(app, [...functionNames(pipeline)])) {
        yield {
          source: 'codepipeline-action', kind: 'codepipeline', triggers: [pipeline], ...asyncPath(app, invoked),
          outcome: callerSees('the action fails, at the latest when it times out without a result'),
        };
      }
    }
  },
});

function* functionNames(pipeline: Resource): Iterable<Value> {
  for (const stage of list(pipeline.properties.Stages)) {
    for (const action of list(at(stage, 'Actions'))) {
      if (string(at(action, 'ActionTypeId', 'Provider')) === 'Lambda') yield at(action, 'Configuration', 'FunctionName');
    }
    for (const when of ['BeforeEntry', 'OnSuccess', 'OnFailure']) {
      for (const rule of list(at(stage, when, 'Conditions')).flatMap((condition) => list(at(condition, 'Rules')))) {
        if (string(at(rule, 'RuleTypeId', 'Provider')) === 'LambdaInvoke') yield at(rule, 'Configuration', 'FunctionName');
      }
    }
  }
}
