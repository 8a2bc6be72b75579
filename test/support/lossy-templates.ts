/** Functions and sources as their authors write them, for apps that lose events. */

export const role = `
  Role: # of all functions
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
`;

/** A function; `attributes` stand beside its type, such as a condition. */
export const rawFn = (id: string, { properties = [], attributes = [], role: its = '!GetAtt Role.Arn' }: { readonly properties?: readonly string[]; readonly attributes?: readonly string[]; readonly role?: string } = {}) => `
  ${id}:
    Type: AWS::Lambda::Function${attributes.map((line) => `\n    ${line}`).join('')}
    Properties:
      Runtime: nodejs22.x # the newest
      Handler: index.handler
      Role: ${its}
      Code:
        ZipFile: "exports.handler = async () => {};"${properties.map((line) => `\n      ${line}`).join('')}
`;

/** Any resource, with the lines of its properties. */
export const resource = (id: string, type: string, properties: readonly string[] = [], attributes: readonly string[] = []) => `
  ${id}:
    Type: AWS::${type}${attributes.map((line) => `\n    ${line}`).join('')}${properties.length === 0 ? '' : '\n    Properties:'}${properties.map((line) => `\n      ${line}`).join('')}
`;

export const template = (...resources: readonly string[]) => `# A shop
AWSTemplateFormatVersion: "2010-09-09"
Resources:${resources.join('').replace(/\n\n/g, '\n')}`;

/** A SAM function; `events` by their names. */
export const samFn = (id: string, events: { readonly [name: string]: readonly [type: string, ...properties: readonly string[]] }, properties: readonly string[] = [], attributes: readonly string[] = []) => `
  ${id}:
    Type: AWS::Serverless::Function${attributes.map((line) => `\n    ${line}`).join('')}
    Properties:
      Runtime: nodejs22.x # the newest
      Handler: index.handler
      InlineCode: "exports.handler = async () => {};"${properties.map((line) => `\n      ${line}`).join('')}
      Events:${Object.entries(events).map(([name, [type, ...its]]) => `
        ${name}: # ${type}
          Type: ${type}
          Properties:${its.map((line) => `\n            ${line}`).join('')}`).join('')}
`;

export const sam = (...resources: readonly string[]) => `# A shop
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:${resources.join('').replace(/\n\n/g, '\n')}`;

/** A shop: `ShipOrder` and what invokes it. */
export const queue = (id = 'Orders', p: readonly string[] = ['VisibilityTimeout: 60'], a: readonly string[] = []) => resource(id, 'SQS::Queue', p, a);
export const feed = (p: readonly string[] = [], a: readonly string[]=[]) => resource('Feed', 'Lambda::EventSourceMapping', ['FunctionName: !Ref ShipOrder', ...(p.some(x=>x.startsWith('EventSourceArn'))||p.some(x=>x.startsWith('SelfM'))?[]:['EventSourceArn: !GetAtt Orders.Arn']), ...p], a);
export const stream = resource('Clicks', 'Kinesis::Stream');
export const topic = resource('Shipped', 'SNS::Topic');
export const subscription = (p: readonly string[]=[], a: readonly string[]=[]) => resource('Sub', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: !Ref Shipped', 'Endpoint: !GetAtt ShipOrder.Arn', ...p], a);
export const rule = (p: readonly string[]=['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn'], a: readonly string[]=[]) => resource('Placed', 'Events::Rule', ['EventPattern: { source: [shop] }', ...p], a);
export const fn = rawFn('ShipOrder');
export const cond = (t: string) => t.replace('Resources:', 'Parameters:\n  Stage: { Type: String, Default: dev }\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\nResources:');
export const dlq = resource('Failed', 'SQS::Queue', ['MessageRetentionPeriod: 1209600']);
export const alarm = resource('FailedAlarm', 'CloudWatch::Alarm', ['Namespace: AWS/SQS', 'MetricName: ApproximateNumberOfMessagesVisible', 'Dimensions: [{ Name: QueueName, Value: !GetAtt Failed.QueueName }]', 'Statistic: Maximum', 'Period: 60', 'EvaluationPeriods: 1', 'Threshold: 1', 'ComparisonOperator: GreaterThanOrEqualToThreshold']);
export const extRole = 'arn:aws:iam::111122223333:role/fn';
