import { sourceContract } from '../support/source-contract';

const subscriber = (...properties: string[]) => `Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: orders } }
      Dlq: { Type: AWS::SQS::Queue }
      Subscriber:
        Type: AWS::EventsV2::Subscriber
        Properties:
          Name: fn
          EventBusArn: !GetAtt Bus.Arn
          ${properties.join('\n          ')}`;

const target = (lambda: string) => `InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: arn, LambdaParameters: ${lambda} }`;
const dlq = 'OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }';

sourceContract('eventbridge-subscriber', {
  'asynchronous: what Lambda took is its own business': {
    resources: subscriber(target('{ InvocationType: EVENT }'), dlq),
    paths: [{ fn: 'Fn', kind: 'async-events', mode: 'async', triggers: ['Subscriber', 'Bus'], attempts: 3, fate: 'lost', delivery: 'kept', deliveryIn: ['Dlq'] }],
  },
  'synchronous: the subscriber retries and hands over': {
    resources: subscriber(target('{ InvocationType: REQUEST_RESPONSE, Qualifier: live }'), dlq, 'RetryPolicy: { MaxRetryAttempts: 2 }'),
    paths: [{ fn: 'Fn', kind: 'sync-other', mode: 'sync', qualifier: 'live', attempts: 3, fate: 'kept', keptIn: ['Dlq'], keptAs: 'pointer' }],
  },
  'synchronous without a queue': {
    resources: subscriber(target('{ InvocationType: REQUEST_RESPONSE }')),
    paths: [{ fn: 'Fn', kind: 'sync-other', attempts: 6, fate: 'lost' }],
  },
  'an invocation type that is not set': {
    resources: subscriber(target('{}'), dlq),
    paths: [{ fn: 'Fn', kind: 'async-events', fate: 'unknown', because: 'InvocationType', delivery: 'kept', deliveryIn: ['Dlq'] }],
  },
  'a tenant can be named': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, TenancyConfig: { TenantIsolationMode: PER_TENANT } } }
      ${subscriber(target('{ InvocationType: EVENT, TenantId: a }'))}
    `,
    paths: [{ fn: 'Fn', kind: 'async-events', attempts: 3, fate: 'lost', because: 'neither', delivery: 'lost' }],
  },
  'the alias in the ARN of the target': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      ${subscriber(target('{ InvocationType: EVENT }').replace('!GetAtt Fn.Arn', '!Ref Live'))}
    `,
    paths: [{ fn: 'Fn', kind: 'async-events', qualifier: 'live', origin: 'Bus', fate: 'lost', delivery: 'lost' }],
  },
});
