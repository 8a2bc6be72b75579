import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const place = (stack: Stack, subnetType: ec2.SubnetType) => void fn(stack, 'Fn', {
  vpc: new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }, ...(subnetType === ec2.SubnetType.PUBLIC ? [] : [{ name: 'inner', subnetType }])] }),
  vpcSubnets: { subnetType }, allowPublicSubnet: true,
});

export default ruleCases('vpc-public-subnet', {
  fires: {
    'a public subnet': { app: (stack) => place(stack, ec2.SubnetType.PUBLIC), at: 'Fn', says: /leads to an internet gateway/ },
    'IPv6 leads to an internet gateway too': {
      template: `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Gateway: { Type: AWS::EC2::InternetGateway }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  InTable: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Table } }
  Route: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table, DestinationIpv6CidrBlock: '::/0', GatewayId: !Ref Gateway } }${fnYaml('VpcConfig: { SubnetIds: [ !Ref Subnet ], SecurityGroupIds: [ sg-1 ], Ipv6AllowedForDualStack: true }')}`,
      at: 'Fn',
    },
  },
  silent: {
    'a private subnet with a NAT gateway': { app: (stack) => place(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS) },
    'an isolated subnet': { app: (stack) => place(stack, ec2.SubnetType.PRIVATE_ISOLATED) },
    'no VPC': { app: (stack) => void fn(stack) },
    'subnets that are not part of the app': {
      app: (stack) => {
        const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'] });
        fn(stack, 'Fn', { vpc });
      },
    },
  },
});
