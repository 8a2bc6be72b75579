import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as mq from 'aws-cdk-lib/aws-amazonmq';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource, ManagedKafkaEventSourceProps, S3OnFailureDestination, SelfManagedKafkaEventSource, SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const isolated = ec2.SubnetType.PRIVATE_ISOLATED;

function network(stack: Stack, subnetType = isolated): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'outer', subnetType: ec2.SubnetType.PUBLIC }, { name: 'inner', subnetType }] });
}

const endpoints = (vpc: ec2.Vpc, ...services: ('LAMBDA' | 'STS' | 'SECRETS_MANAGER' | 'SQS')[]) => {
  for (const service of services) vpc.addInterfaceEndpoint(service, { service: ec2.InterfaceVpcEndpointAwsService[service] });
};

const idsIn = (vpc: ec2.Vpc, subnetType = isolated) => vpc.selectSubnets({ subnetType }).subnetIds;

interface Options { readonly subnetType?: ec2.SubnetType; readonly provisioned?: boolean; readonly onFailure?: lambda.IEventSourceDlq }

/** A serverless cluster of MSK, whose failed batches are kept in a queue. */
const onMsk = (stack: Stack, vpc: ec2.Vpc, { subnetType, provisioned, onFailure = new SqsDlq(new sqs.Queue(stack, 'Failed')) }: Options = {}) =>
  inSubnets(stack, idsIn(vpc, subnetType), { provisionedPollerConfig: provisioned ? { minimumPollers: 1, maximumPollers: 2 } : undefined, onFailure });

function inSubnets(stack: Stack, subnetIds: string[], props: Partial<ManagedKafkaEventSourceProps> = {}): void {
  const { attrArn: clusterArn } = new msk.CfnServerlessCluster(stack, 'Cluster', { clusterName: 'shop', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds }] });
  fn(stack).addEventSource(new ManagedKafkaEventSource({ clusterArn, topic: 'orders', startingPosition: lambda.StartingPosition.TRIM_HORIZON, ...props }));
}

const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'credentials');

function selfManaged(stack: Stack, vpc?: ec2.Vpc): void {
  const inVpc = vpc && { vpc, vpcSubnets: { subnetType: isolated }, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1') };
  fn(stack).addEventSource(new SelfManagedKafkaEventSource({ bootstrapServers: ['kafka.example.com:9092'], topic: 'orders', startingPosition: lambda.StartingPosition.TRIM_HORIZON, secret: secret(stack), ...inVpc }));
}

function onBroker(stack: Stack, vpc: ec2.Vpc, engineType: string, publiclyAccessible = false): void {
  const broker = new mq.CfnBroker(stack, 'Broker', {
    brokerName: 'shop', engineType, deploymentMode: 'SINGLE_INSTANCE', hostInstanceType: 'mq.m5.large', publiclyAccessible, users: [{ username: 'a', password: 'b' }], subnetIds: idsIn(vpc).slice(0, 1),
  });
  const mapping = new lambda.EventSourceMapping(stack, 'Mapping', { target: fn(stack), eventSourceArn: broker.attrArn, sourceAccessConfigurations: [{ type: lambda.SourceAccessConfigurationType.BASIC_AUTH, uri: secret(stack).secretArn }] });
  (mapping.node.defaultChild as lambda.CfnEventSourceMapping).queues = ['orders'];
}

function onDocumentDb(stack: Stack, vpc: ec2.Vpc): void {
  const cluster = new docdb.DatabaseCluster(stack, 'Cluster', { masterUser: { username: 'shop' }, instanceType: ec2.InstanceType.of(ec2.InstanceClass.R5, ec2.InstanceSize.LARGE), vpc, vpcSubnets: { subnetType: isolated } });
  const mapping = new lambda.EventSourceMapping(stack, 'Mapping', {
    target: fn(stack), eventSourceArn: stack.formatArn({ service: 'rds', resource: 'cluster', resourceName: cluster.clusterIdentifier, arnFormat: ArnFormat.COLON_RESOURCE_NAME }), startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    sourceAccessConfigurations: [{ type: lambda.SourceAccessConfigurationType.BASIC_AUTH, uri: secret(stack).secretArn }],
  });
  (mapping.node.defaultChild as lambda.CfnEventSourceMapping).documentDbEventSourceConfig = { databaseName: 'shop' };
}

/** A cluster of MSK in a subnet without a way out, in a template. */
const yaml = (endpoint: string, mapping = '') => `
Parameters: { Service: { Type: String } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  InTable: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Table } }
  Cluster:
    Type: AWS::MSK::Cluster
    Properties: { ClusterName: shop, KafkaVersion: 3.6.0, NumberOfBrokerNodes: 1, BrokerNodeGroupInfo: { InstanceType: kafka.m5.large, ClientSubnets: [ !Ref Subnet ] } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Fn
      StartingPosition: LATEST
      Topics: [ orders ]
      ${mapping === '' ? 'EventSourceArn: !Ref Cluster' : mapping}
${endpoint}${fnYaml()}`;

const endpointYaml = (service: string) => `  ${service}: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface, VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.${service}" } }`;

export default ruleCases('poller-no-route', {
  fires: {
    'MSK in isolated subnets without endpoints': { app: (stack) => onMsk(stack, network(stack)), at: 'FnKafkaEventSource', says: /neither a NAT gateway nor an endpoint for Lambda, STS, SQS. Fn gets nothing from Cluster.*InterfaceVpcEndpointAwsService\.STS.*or provisioned mode/s },
    'MSK in public subnets without endpoints, as pollers have no public address': { app: (stack) => onMsk(stack, network(stack), { subnetType: ec2.SubnetType.PUBLIC }), at: 'FnKafkaEventSource', says: /Lambda, STS, SQS/ },
    'an endpoint for all but the service of the on-failure destination': {
      app: (stack) => {
        const vpc = network(stack);
        endpoints(vpc, 'LAMBDA', 'STS');
        onMsk(stack, vpc);
      }, at: 'FnKafkaEventSource', says: /an endpoint for SQS. what Fn fails on does not get to Failed/,
    },
    'a bucket for failed batches, but no endpoint for S3': {
      app: (stack) => {
        const vpc = network(stack);
        endpoints(vpc, 'LAMBDA', 'STS', 'SQS');
        onMsk(stack, vpc, { onFailure: new S3OnFailureDestination(new s3.Bucket(stack, 'Failed')) });
      }, at: 'FnKafkaEventSource', says: /an endpoint for S3.*GatewayVpcEndpointAwsService\.S3/s,
    },
    'provisioned mode, where AWS asks for an endpoint of the destination only (as information)': { app: (stack) => onMsk(stack, network(stack), { provisioned: true }), at: 'FnKafkaEventSource', says: /an endpoint for SQS. what Fn fails on may not get to Failed.*Verify/s },
    'a cluster of MSK in a template': { template: yaml(''), at: 'Mapping', says: /Subnet, with neither a NAT gateway nor an endpoint for Lambda, STS/ },
    'a self-managed cluster in a VPC, with credentials': { app: (stack) => selfManaged(stack, network(stack)), at: 'FnKafkaEventSource', says: /Lambda, STS, Secrets Manager/ },
    'subnets that are named with their prefix': {
      template: yaml('', 'SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [ kafka.example.com:9092 ] } }\n      SourceAccessConfigurations: [ { Type: VPC_SUBNET, URI: !Sub "subnet:${Subnet}" }, { Type: VPC_SECURITY_GROUP, URI: "security_group:sg-1" } ]'), at: 'Mapping', says: /Lambda, STS/,
    },
    'ActiveMQ': { app: (stack) => onBroker(stack, network(stack), 'ACTIVEMQ'), at: 'Mapping', says: /Lambda, STS, Secrets Manager. Fn gets nothing from Broker/ },
    'RabbitMQ, which needs no STS': { app: (stack) => onBroker(stack, network(stack), 'RABBITMQ'), at: 'Mapping', says: /an endpoint for Lambda, Secrets Manager\. / },
    'DocumentDB': { app: (stack) => onDocumentDb(stack, network(stack)), at: 'Mapping', says: /Lambda, STS, Secrets Manager/ },
    'a topic for failed batches, but no endpoint for SNS': { template: yaml(`  News: { Type: AWS::SNS::Topic }\n${endpointYaml('lambda')}\n${endpointYaml('sts')}`, 'EventSourceArn: !Ref Cluster\n      DestinationConfig: { OnFailure: { Destination: !Ref News } }'), at: 'Mapping', says: /an endpoint for SNS\. what Fn fails on does not get to News\. .*ServiceName: !Sub "com\.amazonaws\.\$\{AWS::Region\}\.sns"/s, property: 'EventSourceArn' },
    'a bucket for failed batches in a template': { template: yaml(`  Bucket: { Type: AWS::S3::Bucket }\n${endpointYaml('lambda')}\n${endpointYaml('sts')}`, 'EventSourceArn: !Ref Cluster\n      DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } }'), at: 'Mapping', says: /an endpoint for S3\. .*ServiceName: !Sub "com\.amazonaws\.\$\{AWS::Region\}\.s3", RouteTableIds/s },
    'an endpoint for STS only': { template: yaml(endpointYaml('sts')), at: 'Mapping', says: /an endpoint for Lambda\. Fn gets nothing from Cluster\. Add \{ Type: AWS::EC2::VPCEndpoint, Properties: \{ VpcEndpointType: Interface, .*\.lambda"/ },
    'an endpoint for Lambda only': { template: yaml(endpointYaml('lambda')), at: 'Mapping', says: /an endpoint for STS\. Fn gets nothing from Cluster\./ },
    'a password, and an endpoint for all but Secrets Manager': { template: yaml(`${endpointYaml('lambda')}\n${endpointYaml('sts')}`, 'EventSourceArn: !Ref Cluster\n      SourceAccessConfigurations: [ { Type: SASL_SCRAM_512_AUTH, URI: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a" } ]'), at: 'Mapping', says: /an endpoint for Secrets Manager\. Fn gets nothing/ },
    'a self-managed cluster names its subnets itself': { app: (stack) => selfManaged(stack, network(stack)), at: 'FnKafkaEventSource', says: /InterfaceVpcEndpointAwsService\.LAMBDA .*InterfaceVpcEndpointAwsService\.STS .*InterfaceVpcEndpointAwsService\.SECRETS_MANAGER /, property: 'SourceAccessConfigurations' },
    'a queue for failed batches, by name of its endpoint': { app: (stack) => onMsk(stack, network(stack)), at: 'FnKafkaEventSource', says: /InterfaceVpcEndpointAwsService\.SQS /, property: 'EventSourceArn' },
    'a topic for failed batches, by name of its endpoint': { app: (stack) => onMsk(stack, network(stack), { onFailure: new SnsDlq(new sns.Topic(stack, 'Failed')) }), at: 'FnKafkaEventSource', says: /addInterfaceEndpoint\('SNS', \{ service: InterfaceVpcEndpointAwsService\.SNS \}/ },
  },
  silent: {
    'a NAT gateway': { app: (stack) => onMsk(stack, network(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS), { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }) },
    'all endpoints': {
      app: (stack) => {
        const vpc = network(stack);
        endpoints(vpc, 'LAMBDA', 'STS', 'SQS');
        onMsk(stack, vpc);
      },
    },
    'all endpoints, and public subnets': {
      app: (stack) => {
        const vpc = network(stack);
        endpoints(vpc, 'LAMBDA', 'STS', 'SQS');
        onMsk(stack, vpc, { subnetType: ec2.SubnetType.PUBLIC });
      },
    },
    'provisioned mode without a destination': { template: yaml('', 'EventSourceArn: !Ref Cluster\n      ProvisionedPollerConfig: { MinimumPollers: 1 }') },
    'an endpoint for a service that is known at deployment': { template: yaml('  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc, ServiceName: !Ref Service } }') },
    'subnets of which one has a NAT gateway': {
      app: (stack) => {
        const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'outer', subnetType: ec2.SubnetType.PUBLIC }, { name: 'out', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, { name: 'in', subnetType: isolated }] });
        inSubnets(stack, [vpc.privateSubnets[0].subnetId, vpc.isolatedSubnets[1].subnetId]);
      },
    },
    'a VPC that is made elsewhere': { app: (stack) => inSubnets(stack, ['subnet-1', 'subnet-2']) },
    'a new subnet in a VPC that is made elsewhere, which may have endpoints': {
      template: yaml('').replace('  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n', '').replaceAll('!Ref Vpc', 'vpc-1'),
    },
    'a cluster that is made elsewhere': {
      app: (stack) => fn(stack).addEventSource(new ManagedKafkaEventSource({ clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/0a1b-2', topic: 'orders', startingPosition: lambda.StartingPosition.TRIM_HORIZON })),
    },
    'a self-managed cluster on the internet': { app: (stack) => selfManaged(stack) },
    'a broker with a public address': { app: (stack) => onBroker(stack, network(stack), 'ACTIVEMQ', true) },
  },
});
