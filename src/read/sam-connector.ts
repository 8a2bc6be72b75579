import { isJsonObject, Json, JsonObject, plainText } from './file';
import { arn, Expansion, mapOf, ref } from './sam';
import { queuePolicy } from './sam-events';

/** What a connector lets its source write, by the type of its destination. */
const writes: { readonly [type: string]: readonly string[] } = {
  'AWS::SQS::Queue': ['sqs:SendMessage', 'sqs:ChangeMessageVisibility'],
  'AWS::SNS::Topic': ['sns:Publish'],
  'AWS::S3::Bucket': ['s3:PutObject', 's3:DeleteObject'],
  'AWS::DynamoDB::Table': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
  'AWS::Events::EventBus': ['events:PutEvents'],
  'AWS::Lambda::Function': ['lambda:InvokeFunction', 'lambda:InvokeAsync'],
  'AWS::StepFunctions::StateMachine': ['states:StartExecution', 'states:StartSyncExecution'],
};

/** Services that invoke functions by themselves and need a permission for it. */
const principals: { readonly [type: string]: string } = {
  'AWS::SNS::Topic': 'sns.amazonaws.com', 'AWS::S3::Bucket': 's3.amazonaws.com', 'AWS::Events::Rule': 'events.amazonaws.com',
  'AWS::ApiGateway::RestApi': 'apigateway.amazonaws.com', 'AWS::ApiGatewayV2::Api': 'apigateway.amazonaws.com',
};

/** What SAM's types become, for ends that are given by type and ARN. */
const plainTypes: { readonly [type: string]: string } = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function', 'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table', 'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi', 'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
};

interface End { readonly type: string; readonly id?: string; readonly arn: Json; readonly url: Json; readonly role?: Json }

/** The permissions behind `AWS::Serverless::Connector` and the `Connectors` of a resource. */
export function expandConnector(expansion: Expansion, id: string, resource: JsonObject, properties: JsonObject, owner = id): void {
  const source = endOf(expansion, properties.Source);
  const permissions = ([] as Json[]).concat(properties.Permissions ?? []);
  const destinations = ([] as Json[]).concat(properties.Destination ?? []).flatMap((destination) => endOf(expansion, destination) ?? []);
  if (!source) return;
  destinations.forEach((destination, index) => {
    const from = { id: owner, resource, label: id };
    const name = `${id}${index || ''}`;
    const principal = Object.hasOwn(principals, source.type) ? principals[source.type] : undefined;
    if (principal && destination.type === 'AWS::Lambda::Function') {
      expansion.add(`${name}Permission`, 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: destination.arn, Principal: principal, SourceArn: source.arn }, from);
    } else if (principal && destination.type === 'AWS::SQS::Queue') {
      queuePolicy(expansion, { from }, `${name}QueuePolicy`, destination.arn, destination.url, principal, source.arn);
    } else if (Object.hasOwn(writes, destination.type) && permissions.includes('Write')) {
      const role = source.id === undefined ? source.role : roleOf(expansion, source.id);
      if (role === undefined) return;
      const resources: Json[] = destination.type === 'AWS::S3::Bucket' ? [{ 'Fn::Join': ['/', [destination.arn, '*']] }] : [destination.arn];
      expansion.add(`${name}Policy`, 'AWS::IAM::ManagedPolicy', {
        Roles: [role], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...writes[destination.type]], Resource: resources }] },
      }, from);
    }
  });
}

function endOf(expansion: Expansion, end: Json | undefined): End | undefined {
  const given = mapOf(end);
  if (typeof given.Id === 'string') {
    const resource = expansion.find(given.Id);
    return resource && { type: plainText(resource.Type), id: given.Id, arn: resource.Type === 'AWS::SNS::Topic' ? ref(given.Id) : arn(given.Id), url: ref(given.Id) };
  }
  const { Type: type, RoleName: role, ResourceId: api } = given;
  const itsArn = given.Arn ?? (api === undefined ? undefined : { 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':execute-api:', ref('AWS::Region'), ':', ref('AWS::AccountId'), ':', api, '/*']] });
  if (typeof type !== 'string' || (itsArn === undefined && role === undefined)) return undefined;
  return { type: Object.hasOwn(plainTypes, type) ? plainTypes[type] : type, arn: itsArn ?? '*', url: given.QueueUrl ?? itsArn ?? '*', role };
}

/** The role of a function, by the name that policies attach to. */
function roleOf(expansion: Expansion, id: string): Json | undefined {
  const role = mapOf(mapOf(expansion.find(id)).Properties).Role ?? mapOf(mapOf(expansion.find(id)).Properties).RoleArn;
  const attribute = isJsonObject(role) ? role['Fn::GetAtt'] : undefined;
  const name = Array.isArray(attribute) ? attribute[0] : typeof attribute === 'string' ? attribute.split('.')[0] : undefined;
  return typeof name === 'string' ? ref(name) : undefined;
}
