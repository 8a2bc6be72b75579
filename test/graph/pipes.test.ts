import { isUnknown } from '../../src/model/value';
import { judge } from '../support/judge';

const pipe = (properties: string) => judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Carts: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Broker: { Type: AWS::AmazonMQ::Broker, Properties: { EngineType: RABBITMQ } }
  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Target: !GetAtt Fn.Arn, ${properties} } }
`).graph.paths[0];

test('settings are those of what is read, in whichever order they stand', () => {
  expect(pipe('Source: !GetAtt Carts.StreamArn, SourceParameters: { KinesisStreamParameters: { BatchSize: 1 }, DynamoDBStreamParameters: { BatchSize: 2 } }').polling?.batchSize).toBe(2);
});

test('of a broker it is not known how often it tries', () => {
  const { tries } = pipe('Source: !GetAtt Broker.Arn');
  expect(isUnknown(tries.attempts)).toBe(true);
  expect(tries.link).toContain('eb-pipes');
});

test.each([
  ['!ImportValue orders', 'the source of the pipe cannot be told: orders is imported from a stack outside this app'],
  ['arn:aws:states:eu-west-1:111122223333:stateMachine:orders', 'the source of the pipe cannot be told: arn:aws:states:eu-west-1:111122223333:stateMachine:orders is not a source that is known'],
])('of %s it is not known what it does', (source, because) => expect(pipe(`Source: ${source}`).outcome).toEqual({ fate: 'unknown', because, nets: [] }));
