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
export const queue = (id = 'Orders', properties: readonly string[] = ['VisibilityTimeout: 60'], attributes: readonly string[] = []) => resource(id, 'SQS::Queue', properties, attributes);
export const feed = (properties: readonly string[] = [], attributes: readonly string[] = []) => resource('Feed', 'Lambda::EventSourceMapping', ['FunctionName: !Ref ShipOrder', ...properties.some((line) => /^(EventSourceArn|SelfManagedEventSource)/.test(line)) ? [] : ['EventSourceArn: !GetAtt Orders.Arn'], ...properties], attributes);
export const stream = resource('Clicks', 'Kinesis::Stream');
export const topic = resource('Shipped', 'SNS::Topic');
export const subscription = (properties: readonly string[] = [], attributes: readonly string[] = []) => resource('Sub', 'SNS::Subscription', ['Protocol: lambda', 'TopicArn: !Ref Shipped', 'Endpoint: !GetAtt ShipOrder.Arn', ...properties], attributes);
export const rule = (properties: readonly string[] = ['Targets:', '  - Id: ship', '    Arn: !GetAtt ShipOrder.Arn'], attributes: readonly string[] = []) => resource('Placed', 'Events::Rule', ['EventPattern: { source: [shop] }', ...properties], attributes);
export const fn = rawFn('ShipOrder');
/** With a condition `IsProd` at hand. */
export const cond = (text: string) => text.replace('Resources:', 'Parameters:\n  Stage: { Type: String, Default: dev }\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\nResources:');
/** A place for failed events that nothing writes to yet, and the alarm on it. */
export const dlq = resource('Failed', 'SQS::Queue', ['MessageRetentionPeriod: 1209600']);
export const alarm = resource('FailedAlarm', 'CloudWatch::Alarm', ['Namespace: AWS/SQS', 'MetricName: ApproximateNumberOfMessagesVisible', 'Dimensions: [{ Name: QueueName, Value: !GetAtt Failed.QueueName }]', 'Statistic: Maximum', 'Period: 60', 'EvaluationPeriods: 1', 'Threshold: 1', 'ComparisonOperator: GreaterThanOrEqualToThreshold']);
/** Of a role that is made elsewhere. */
export const extRole = 'arn:aws:iam::111122223333:role/fn';
