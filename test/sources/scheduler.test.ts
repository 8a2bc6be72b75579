import { sourceContract } from '../support/source-contract';

const schedule = (...target: string[]) => `Schedule:
        Type: AWS::Scheduler::Schedule
        Properties:
          FlexibleTimeWindow: { Mode: 'OFF' }
          ScheduleExpression: rate(1 hour)
          Target:
            RoleArn: arn:aws:iam::111111111111:role/schedule
            ${target.join('\n            ')}`;

const invoke = 'Arn: arn:aws:scheduler:::aws-sdk:lambda:invoke';

sourceContract('scheduler', {
  'no net at all': {
    resources: schedule('Arn: !GetAtt Fn.Arn'),
    paths: [{ fn: 'Fn', kind: 'async-scheduler', mode: 'async', triggers: ['Schedule'], attempts: 3, fate: 'lost', delivery: 'lost' }],
  },
  'the queue of the schedule holds what could not be delivered only': {
    resources: `
      Dlq: { Type: AWS::SQS::Queue }
      ${schedule('Arn: !GetAtt Fn.Arn', 'DeadLetterConfig: { Arn: !GetAtt Dlq.Arn }')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-scheduler', fate: 'lost', delivery: 'kept', deliveryIn: ['Dlq'] }],
  },
  'the Invoke call as a universal target': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
      Dlq: { Type: AWS::SQS::Queue }
      ${schedule(invoke, 'Input: !Sub \'{"FunctionName": "${Fn}", "InvocationType": "Event", "Qualifier": "live", "Payload": "{}"}\'')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-scheduler', qualifier: 'live', fate: 'kept', keptIn: ['Dlq'], delivery: 'lost' }],
  },
  'the same without InvocationType waits for an answer that nobody reads': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
      Dlq: { Type: AWS::SQS::Queue }
      ${schedule(invoke, 'Input: !Sub \'{"FunctionName": "${Fn.Arn}"}\'')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-scheduler', mode: 'sync', attempts: 1, fate: 'lost', because: 'synchronously', delivery: 'lost' }],
  },
  'a universal target that calls something else': {
    resources: schedule('Arn: arn:aws:scheduler:::aws-sdk:sqs:sendMessage', 'Input: \'{"QueueUrl": "https://queue"}\''),
    paths: [],
  },
  'the old call that nobody waits for': {
    resources: schedule('Arn: arn:aws:scheduler:::aws-sdk:lambda:invokeAsync', 'Input: !Sub \'{"FunctionName": "${Fn}"}\''),
    paths: [{ fn: 'Fn', kind: 'async-scheduler', mode: 'async', attempts: 3, fate: 'lost', delivery: 'lost' }],
  },
  'a schedule names no tenant, only the Invoke call can': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, TenancyConfig: { TenantIsolationMode: PER_TENANT } } }
      ${schedule('Arn: !GetAtt Fn.Arn')}
      ${schedule(invoke, 'Input: !Sub \'{"FunctionName": "${Fn}", "InvocationType": "Event", "TenantId": "shop"}\'').replace('Schedule:', 'Second:')}
    `,
    paths: [
      { fn: 'Fn', kind: 'async-scheduler', triggers: ['Schedule'], attempts: 0, fate: 'lost', because: 'tenant', delivery: 'lost' },
      { fn: 'Fn', kind: 'async-scheduler', triggers: ['Second'], attempts: 3, fate: 'lost', delivery: 'lost' },
    ],
  },
});
