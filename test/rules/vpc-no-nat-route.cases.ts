import { CfnResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function isolated(stack: Stack): ec2.Vpc {
  const subnetType = ec2.SubnetType.PRIVATE_ISOLATED;
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'inner', subnetType }] });
  fn(stack, 'Fn', { vpc, vpcSubnets: { subnetType } });
  return vpc;
}

/** Private subnets that go out by what stands in the first public one. */
function behind(stack: Stack, route: (vpc: ec2.Vpc) => object): void {
  const subnetType = ec2.SubnetType.PRIVATE_WITH_EGRESS;
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, natGateways: 0, maxAzs: 1, subnetConfiguration: [{ name: 'outer', subnetType: ec2.SubnetType.PUBLIC }, { name: 'inner', subnetType }] });
  const [{ routeTable: { routeTableId } }] = vpc.privateSubnets;
  new CfnResource(stack, 'Out', { type: 'AWS::EC2::Route', properties: { RouteTableId: routeTableId, DestinationCidrBlock: '0.0.0.0/0', ...route(vpc) } });
  fn(stack, 'Fn', { vpc });
}

const instance = (vpc: ec2.Vpc, sourceDestCheck: boolean) => ({ InstanceId: new ec2.CfnInstance(vpc, 'Nat', { subnetId: vpc.publicSubnets[0].subnetId, imageId: 'ami-1', sourceDestCheck }).ref });

export default ruleCases('vpc-no-nat-route', {
  fires: {
    'an isolated subnet without endpoints': { app: (stack) => void isolated(stack), at: 'Fn', says: /no endpoints/ },
    'the endpoints that there are': { app: (stack) => isolated(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }), at: 'Fn', says: /endpoints for s3/ },
    'a private NAT gateway, from which nothing gets through an internet gateway': {
      app: (stack) => behind(stack, (vpc) => ({ NatGatewayId: new ec2.CfnNatGateway(vpc, 'Nat', { subnetId: vpc.publicSubnets[0].subnetId, connectivityType: 'private' }).ref })), at: 'Fn', says: /no default route that leads out/,
    },
    'a NAT gateway that stands behind itself': { app: (stack) => behind(stack, (vpc) => ({ NatGatewayId: new ec2.CfnNatGateway(vpc, 'Nat', { subnetId: vpc.privateSubnets[0].subnetId }).ref })), at: 'Fn' },
    'an instance that drops what is not for itself': { app: (stack) => behind(stack, (vpc) => instance(vpc, true)), at: 'Fn' },
  },
  silent: {
    'a NAT instance': { app: (stack) => behind(stack, (vpc) => instance(vpc, false)) },
    'a transit gateway': { app: (stack) => behind(stack, () => ({ TransitGatewayId: 'tgw-1' })) },
    'a NAT gateway': { app: (stack) => void fn(stack, 'Fn', { vpc: new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }) }) },
    'no VPC': { app: (stack) => void fn(stack) },
    'a default route made by a route table that is not part of the app': {
      template: `
Parameters: { Table: { Type: String } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  InTable: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Table } }${fnYaml('VpcConfig: { SubnetIds: [ !Ref Subnet ], SecurityGroupIds: [ sg-1 ] }')}`,
    },
  },
});
