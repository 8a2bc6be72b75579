import { lambdaTasks } from '../../src/lambda/state-machine';
import { judge } from '../support/judge';

/** The tasks of a state machine that call functions: which, how, and what is around them. */

function tasks(definition: string, more = ''): string[] {
  const { graph: { app } } = judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Named: { Type: AWS::Lambda::Function, Properties: { FunctionName: shop-prod, Code: { ZipFile: x }, Role: arn } }
  Queue: { Type: AWS::SQS::Queue }
  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, ${definition}${more} } }`);
  return lambdaTasks(app, app.ofType('AWS::StepFunctions::StateMachine')[0]).map(({ name, invoked, async, waitsForToken, caught, retriedAround }) =>
    [`${name} calls ${invoked.fn.id}:${invoked.qualifier.key}`, ...invoked.qualifier.unknown === undefined ? [] : [`as ${invoked.qualifier.unknown}`], ...async ? ['async'] : [], ...waitsForToken ? ['waits'] : [], ...caught ? ['caught'] : [], ...retriedAround ? ['retried around'] : []].join(' '));
}

const call = (resource: string, parameters = 'FunctionName: !GetAtt Fn.Arn', more = '') => `{ Type: Task, Resource: ${resource}, Parameters: { ${parameters} }${more}, End: true }`;
const states = (...all: readonly (readonly [string, string])[]) => `{ StartAt: A, States: { ${all.map(([name, state]) => `${name}: ${state}`).join(', ')} } }`;
const one = (state: string) => tasks(`Definition: ${states(['A', state])}`);

test.each<[string, readonly string[]]>([
  [call('"arn:aws:states:::lambda:invoke"'), ['A calls Fn:$LATEST']], [call('"arn:aws-cn:states:::lambda:invoke"'), ['A calls Fn:$LATEST']], [call('!Sub "arn:${AWS::Partition}:states:::lambda:invoke"'), ['A calls Fn:$LATEST']], [call('!Sub "arn:${Later}:states:::lambda:invoke"'), ['A calls Fn:$LATEST']], [call('"arn:aws:states:eu-west-1:111122223333:lambda:invoke"'), ['A calls Fn:$LATEST']],
  [call('!Sub "arn:aws:states:${AWS::Region}:${AWS::AccountId}:lambda:invoke"'), ['A calls Fn:$LATEST']],
  [call('"arn:aws:states:::aws-sdk:lambda:invoke"'), ['A calls Fn:$LATEST']], [call('"arn:aws:states:::aws-sdk:lambda:invokeAsync"'), ['A calls Fn:$LATEST async']], [call('"arn:aws:states:::aws-sdk:lambda:invokeAsync.waitForTaskToken"'), ['A calls Fn:$LATEST async waits']], [call('"arn:aws:states:::lambda:invoke.waitForTaskToken"'), ['A calls Fn:$LATEST waits']], [call('"arn:aws:states:::lambda:invoke"', 'FunctionName: !GetAtt Fn.Arn, InvocationType: Event'), ['A calls Fn:$LATEST async']],
  [call('"arn:aws:states:::lambda:invoke"', 'FunctionName: !GetAtt Fn.Arn, Qualifier: live'), ['A calls Fn:live']], ['{ Type: Task, Resource: "arn:aws:states:::lambda:invoke", Arguments: { FunctionName: !GetAtt Fn.Arn }, End: true }', ['A calls Fn:$LATEST']], ['{ Type: Task, Resource: !GetAtt Fn.Arn, End: true }', ['A calls Fn:$LATEST']], ['{ Type: Task, Resource: !Sub "${Fn.Arn}:live", End: true }', ['A calls Fn:live']],
  [call('"arn:aws:states:::lambda:getFunction"'), []], [call('"arn:aws:states:::sqs:sendMessage"'), []], [call('"arn:aws:states:::lambda:invoke"', 'FunctionName: elsewhere'), []], ['{ Type: Task, Resource: arn:aws:lambda:eu-west-1:111122223333:function:elsewhere, End: true }', []], [call('"x-arn:aws:states:::lambda:invoke"'), []], ['{ Type: Task, Resource: !Ref Later, End: true }', []], ['{ Type: Pass, End: true }', []],
])('%s: %j', (state, expected) => expect(one(state)).toEqual(expected));

const task = call('"arn:aws:states:::lambda:invoke"');
const caught = ', Catch: [{ ErrorEquals: [States.ALL], Next: A }]';
const retry = ', Retry: [{ ErrorEquals: [States.ALL] }]';
const inner = `{ States: { B: ${task} } }`;

test.each<[string, string, readonly string[]]>([
  ['a Catch', call('"arn:aws:states:::lambda:invoke"', undefined, caught), ['A calls Fn:$LATEST caught']], ['a Retry of its own', call('"arn:aws:states:::lambda:invoke"', undefined, retry), ['A calls Fn:$LATEST']],
  ['a Parallel', `{ Type: Parallel, Branches: [${inner}, { States: { C: ${task} } }] }`, ['B calls Fn:$LATEST', 'C calls Fn:$LATEST']], ['a Parallel with a Catch', `{ Type: Parallel, Branches: [${inner}]${caught} }`, ['B calls Fn:$LATEST caught']], ['a Parallel with a Retry', `{ Type: Parallel, Branches: [${inner}]${retry} }`, ['B calls Fn:$LATEST retried around']],
  ['a Map', `{ Type: Map, ItemProcessor: ${inner} }`, ['B calls Fn:$LATEST']], ['a Map of old', `{ Type: Map, Iterator: ${inner} }`, ['B calls Fn:$LATEST']], ['a Map with both', `{ Type: Map, ItemProcessor: ${inner}${caught}${retry} }`, ['B calls Fn:$LATEST caught retried around']],
  ['a Map in a Parallel with both', `{ Type: Parallel, Branches: [{ States: { M: { Type: Map, ItemProcessor: ${inner} } } }]${caught}${retry} }`, ['B calls Fn:$LATEST caught retried around']], ['branches that cannot be told', '{ Type: Parallel, Branches: !Ref Later }', []],
])('%s', (_, state, expected) => expect(one(state)).toEqual(expected));

test('a Catch of one state is none of the next', () => expect(tasks(`Definition: ${states(['A', call('"arn:aws:states:::lambda:invoke"', undefined, caught)], ['B', task])}`)).toEqual(['A calls Fn:$LATEST caught', 'B calls Fn:$LATEST']));

const invoke = '"Resource": "arn:aws:states:::lambda:invoke"';

test.each<[string, string, string, readonly string[]]>([
  ['a function', '"Resource": "${Arn}"', 'Arn: !GetAtt Fn.Arn', ['A calls Fn:$LATEST']], ['a function with an alias behind it', '"Resource": "${Arn}:live"', 'Arn: !GetAtt Fn.Arn', ['A calls Fn:live']], ['a function with an alias handed in', '"Resource": "${Arn}:${Name}"', 'Arn: !GetAtt Fn.Arn, Name: live', ['A calls Fn:live']],
  ['a text that is put together', '"Resource": "${Arn}:live"', 'Arn: !Sub "${Fn.Arn}"', ['A calls Fn:live']], ['the qualifier behind a text that is put together', '"Resource": "${Arn}"', 'Arn: !Sub "${Fn.Arn}:live"', ['A calls Fn:live']], ['the service', '"Resource": "arn:${Partition}:states:::lambda:invoke", "Parameters": { "FunctionName": "${Arn}" }', 'Partition: !Ref AWS::Partition, Arn: !Ref Fn', ['A calls Fn:$LATEST']],
  ['something that is not handed in', '"Resource": "${Arn}"', 'Other: x', []], ['something that cannot be told', '"Resource": "${Arn}"', 'Arn: !Ref Later', []], ['a number in a name', '"Resource": "${Arn}:${Number}"', 'Arn: !GetAtt Fn.Arn, Number: 7', ['A calls Fn:7']],
  ['a name that is put together', `${invoke}, "Parameters": { "FunctionName": "\${Name}-\${Stage}:\${Alias}" }`, 'Name: shop, Stage: prod, Alias: live', ['A calls Named:live']], ['a qualifier that is put together', `${invoke}, "Parameters": { "FunctionName": "\${Arn}", "Qualifier": "v\${Number}" }`, 'Arn: !Ref Fn, Number: 7', ['A calls Fn:v7']],
  ['a way of calling', `${invoke}, "Parameters": { "FunctionName": "\${Arn}", "InvocationType": "\${Type}" }`, 'Arn: !Ref Fn, Type: Event', ['A calls Fn:$LATEST async']], ['nothing', `${invoke}, "Parameters": { "FunctionName": "\${Arn}", "Qualifier": "" }`, 'Arn: !Ref Fn', ['A calls Fn:$LATEST']],
  ['a qualifier that is not handed in', '"Resource": "${Arn}:${Name}"', 'Arn: !GetAtt Fn.Arn', ['A calls Fn:?${Name} as ${Name}']], ['a qualifier that cannot be told', `${invoke}, "Parameters": { "FunctionName": "\${Arn}", "Qualifier": "\${Name}" }`, 'Arn: !Ref Fn, Name: !Ref Later', ['A calls Fn:?(parameter Later has no default) as parameter Later has no default']],
  ['a text of several parts, and more behind it', '"Resource": "${Arn}live"', 'Arn: !Sub "${Fn.Arn}:"', ['A calls Fn:live']], ['another one of two', '"Resource": "${Second}"', 'Arn: !GetAtt Fn.Arn, Second: !GetAtt Other.Arn', ['A calls Other:$LATEST']],
])('%s, by substitution', (_, resource, substitutions, expected) => expect(tasks(`DefinitionString: '{ "States": { "A": { "Type": "Task", ${resource} } } }'`, `, DefinitionSubstitutions: { ${substitutions} }`)).toEqual(expected));

test('a list is filled in too', () => expect(tasks('Definition: { States: { A: { Type: Parallel, Branches: [{ States: { B: { Type: Task, Resource: "${Arn}" } } }] } } }', ', DefinitionSubstitutions: { Arn: !GetAtt Fn.Arn }')).toEqual(['B calls Fn:$LATEST']));
