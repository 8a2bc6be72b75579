import { pollerReach } from '../../src/graph/pollers';
import { fromMappings } from '../../src/graph/query';
import { judge } from '../support/judge';

/** What pollers reach from the subnets of their source: Lambda, STS, Secrets Manager and the service of their destination. */

const association = (subnet: string, table: string) => `  ${subnet}In${table}: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref ${subnet}, RouteTableId: !Ref ${table} } }`;

interface App {
  /** What is read. */
  readonly source?: string;
  /** Properties of the mapping. */
  readonly mapping?: string;
  readonly resources?: string;
}

const msk = 'Type: AWS::MSK::Cluster, Properties: { ClusterName: shop, BrokerNodeGroupInfo: { ClientSubnets: [!Ref Inner] } }';
const topics = 'Topics: [orders]';
const nat = '  Out: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref InnerTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1 } }';

const endpoint = (service: string, vpc = '!Ref Vpc') => `  ${service.replace(/\W/g, '')}Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: ${vpc}, ServiceName: ${service.startsWith('!') ? service : `!Sub "com.amazonaws.\${AWS::Region}.${service}"`} } }`;
const endpoints = (...services: readonly string[]) => services.map((service) => endpoint(service)).join('\n');

/** `lambda, sts` that are missing, `perhaps` where that cannot be told, or `all`. */
function reach({ source = msk, mapping = `EventSourceArn: !Ref From, ${topics}`, resources = '' }: App): string {
  const { graph } = judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Inner: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  InnerTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
${association('Inner', 'InnerTable')}
  Second: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
  SecondTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
${association('Second', 'SecondTable')}
  From: { ${source} }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, StartingPosition: LATEST, ${mapping} } }
${resources}`);
  const [{ path, mapping: resource }] = fromMappings(graph, 'kafka', 'mq', 'docdb');
  const { missing, unsure } = pollerReach(graph.app, resource, path);
  return [...missing, ...unsure ? ['perhaps'] : []].join(', ') || 'all';
}

describe('ways out', () => {
  const route = (more: string, table = 'InnerTable') => `  Route: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref ${table}, ${more} } }`;
  const two = msk.replace('[!Ref Inner]', '[!Ref Inner, !Ref Second]');

  test.each<[string, App, string]>([
    ['none', {}, 'lambda, sts'], ['a NAT gateway', { resources: nat }, 'all'], ['an internet gateway, of no use without an address', { resources: route('DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1') }, 'lambda, sts'], ['a transit gateway', { resources: route('DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: tgw-1') }, 'perhaps'],
    ['IPv6', { resources: route('DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: eigw-1') }, 'perhaps'], ['an internet gateway for IPv6', { resources: route('DestinationIpv6CidrBlock: "::/0", GatewayId: igw-1') }, 'lambda, sts'],
    ['all endpoints', { resources: endpoints('lambda', 'sts') }, 'all'], ['one endpoint', { resources: endpoints('lambda') }, 'sts'], ['the other endpoint', { resources: endpoints('sts') }, 'lambda'], ['endpoints of another VPC', { resources: `${endpoint('lambda', '!Ref Vpc2')}\n${endpoint('sts', '!Ref Vpc2')}\n  Vpc2: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }` }, 'lambda, sts'],
    ['endpoints of a VPC of another app', { resources: `${endpoint('lambda', 'vpc-1')}\n${endpoint('sts', 'vpc-1')}` }, 'all'], ['endpoints in a Region that cannot be told', { resources: ['lambda', 'sts'].map((service) => endpoint(`!Sub "com.amazonaws.\${Later}.${service}"`).replace('  ', `  ${service}`)).join('\n') }, 'all'],
    ['an endpoint whose name cannot be told to its end', { resources: endpoint('!Sub "com.amazonaws.eu-west-1.l${Later}"') }, 'perhaps'], ['an endpoint whose name cannot be told from its start', { resources: endpoint('!Sub "com.amazonaws.eu-west-1.${Later}lambda"') }, 'perhaps'], ['an endpoint without a name', { resources: '  Nameless: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc } }' }, 'perhaps'],
    ['endpoints of a VPC of the app, of which a subnet of another one may be', { source: msk.replace('!Ref Inner', '!Ref Elsewhere'), resources: `${endpoints('lambda', 'sts')}\n  Elsewhere: { Type: AWS::EC2::Subnet, Properties: { VpcId: vpc-1, CidrBlock: 10.0.0.0/24 } }` }, 'all'],
    ['an endpoint that cannot be told', { resources: endpoint('!Ref Later') }, 'perhaps'], ['an endpoint that cannot be told, and a way out', { resources: `${endpoint('!Ref Later')}\n${nat}` }, 'all'], ['endpoints of another service', { resources: endpoints('s3', 'sqs') }, 'lambda, sts'],
    ['two subnets without', { source: two }, 'lambda, sts'], ['one of two subnets with a NAT gateway', { source: two, resources: nat }, 'perhaps'], ['the other of two subnets with a NAT gateway', { source: two, resources: nat.replace('InnerTable', 'SecondTable') }, 'perhaps'],
    ['two subnets with a NAT gateway', { source: two, resources: `${nat}\n${nat.replace('InnerTable', 'SecondTable').replace('Out', 'Out2')}` }, 'all'],
    ['one endpoint, and one of two subnets with a NAT gateway', { source: two, resources: `${nat}\n${endpoints('lambda')}` }, 'perhaps'],
    ['a subnet of another app', { source: msk.replace('!Ref Inner', 'subnet-1') }, 'perhaps'], ['one of two subnets of another app', { source: msk.replace('!Ref Inner', '!Ref Inner, subnet-1') }, 'perhaps'], ['subnets that cannot be told', { source: msk.replace('[!Ref Inner]', '!Ref Later') }, 'perhaps'],
  ])('%s', (_, app, expected) => expect(reach(app)).toBe(expected));
});

describe('what is called', () => {
  const destination = (place: string) => `EventSourceArn: !Ref From, ${topics}, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: ${place} } }`;
  const provisioned = ', ProvisionedPollerConfig: { MinimumPollers: 1 }';
  const secret = (type: string) => `EventSourceArn: !Ref From, ${topics}, SourceAccessConfigurations: [{ Type: ${type}, URI: arn }]`;
  const places = '  Queue: { Type: AWS::SQS::Queue }\n  News: { Type: AWS::SNS::Topic }\n  Bucket: { Type: AWS::S3::Bucket }';

  test.each<[string, App, string]>([
    ['with a queue for failed batches', { mapping: destination('!GetAtt Queue.Arn'), resources: places }, 'lambda, sts, sqs'], ['with a topic', { mapping: destination('!Ref News'), resources: places }, 'lambda, sts, sns'], ['with a bucket', { mapping: destination('!GetAtt Bucket.Arn'), resources: places }, 'lambda, sts, s3'],
    ['with a topic of the cluster', { mapping: destination('kafka://orders-failed') }, 'lambda, sts'], ['with a topic, and all endpoints', { mapping: destination('!Ref News'), resources: `${places}\n${endpoints('lambda', 'sts', 'sns')}` }, 'all'],
    ['in provisioned mode', { mapping: `EventSourceArn: !Ref From, ${topics}${provisioned}` }, 'all'], ['in provisioned mode, with a queue', { mapping: `${destination('!GetAtt Queue.Arn')}${provisioned}`, resources: places }, 'sqs'], ['in provisioned mode, with a secret', { mapping: `${secret('SASL_SCRAM_512_AUTH')}${provisioned}` }, 'all'],
    ['with a password', { mapping: secret('SASL_SCRAM_512_AUTH') }, 'lambda, sts, secretsmanager'], ['with a certificate', { mapping: secret('CLIENT_CERTIFICATE_TLS_AUTH') }, 'lambda, sts, secretsmanager'], ['with something that is no secret', { mapping: secret('VIRTUAL_HOST') }, 'lambda, sts'], ['with a group', { mapping: secret('VPC_SECURITY_GROUP') }, 'lambda, sts'], ['with a subnet', { mapping: secret('VPC_SUBNET') }, 'lambda, sts'],
    ['with something that cannot be told', { mapping: secret('!Ref Later') }, 'lambda, sts'],
  ])('%s', (_, app, expected) => expect(reach(app)).toBe(expected));
});

describe('where pollers stand', () => {
  const broker = (more: string, engine = 'ACTIVEMQ') => ({ source: `Type: AWS::AmazonMQ::Broker, Properties: { EngineType: ${engine}, ${more} }`, mapping: 'EventSourceArn: !GetAtt From.Arn, Queues: [orders]' });
  const document = (group: string) => ({ source: `Type: AWS::DocDB::DBCluster, Properties: { DBSubnetGroupName: ${group} }`, mapping: 'EventSourceArn: !Ref From, DocumentDBEventSourceConfig: { DatabaseName: shop }', resources: '  Group: { Type: AWS::DocDB::DBSubnetGroup, Properties: { DBSubnetGroupDescription: x, SubnetIds: [!Ref Inner] } }' });
  const own = (more: string) => ({ mapping: `SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, ${topics}${more}` });
  const access = (uri: string, type = 'VPC_SUBNET') => own(`, SourceAccessConfigurations: [{ Type: ${type}, URI: ${uri} }]`);

  test.each<[string, App, string]>([
    ['a serverless cluster', { source: 'Type: AWS::MSK::ServerlessCluster, Properties: { ClusterName: shop, VpcConfigs: [{ SubnetIds: [!Ref Inner] }] }' }, 'lambda, sts'], ['a cluster of another app', { mapping: `EventSourceArn: arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1, ${topics}` }, 'perhaps'],
    ['ActiveMQ', broker('SubnetIds: [!Ref Inner]'), 'lambda, sts'], ['ActiveMQ in small letters', broker('SubnetIds: [!Ref Inner]', 'ActiveMQ'), 'lambda, sts'], ['RabbitMQ', broker('SubnetIds: [!Ref Inner]', 'RABBITMQ'), 'lambda'], ['a broker whose engine cannot be told', broker('SubnetIds: [!Ref Inner]', '!Ref Later'), 'lambda'], ['a public broker', broker('SubnetIds: [!Ref Inner], PubliclyAccessible: true'), 'all'], ['a private broker', broker('SubnetIds: [!Ref Inner], PubliclyAccessible: false'), 'lambda, sts'],
    ['a broker that may be public', broker('SubnetIds: [!Ref Inner], PubliclyAccessible: !Ref Later'), 'perhaps'], ['a broker of another app', { mapping: 'EventSourceArn: arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1, Queues: [orders]' }, 'perhaps'], ['a broker without subnets', broker('PubliclyAccessible: false'), 'perhaps'],
    ['DocumentDB', document('!Ref Group'), 'lambda, sts'], ['DocumentDB in subnets of another app', document('group'), 'perhaps'],
    ['a cluster of their own, in the internet', own(''), 'all'], ['a cluster of their own, in a subnet', access('!Ref Inner'), 'lambda, sts'], ['a subnet with its prefix', access('!Sub "subnet:${Inner}"'), 'lambda, sts'], ['a subnet of another app', access('subnet:subnet-1'), 'perhaps'],
    ['a secret only', access('arn', 'SASL_SCRAM_512_AUTH'), 'all'],
  ])('%s', (_, app, expected) => expect(reach(app)).toBe(expected));
});
