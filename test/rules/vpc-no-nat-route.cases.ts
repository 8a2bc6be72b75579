import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function isolated(stack: Stack): ec2.Vpc {
  const subnetType = ec2.SubnetType.PRIVATE_ISOLATED;
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'inner', subnetType }] });
  fn(stack, 'Fn', { vpc, vpcSubnets: { subnetType } });
  return vpc;
}

export default ruleCases('vpc-no-nat-route', {
  fires: {
    'an isolated subnet without endpoints': { app: (stack) => void isolated(stack), at: 'Fn', says: /no endpoints/ },
    'the endpoints that there are': { app: (stack) => isolated(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }), at: 'Fn', says: /endpoints for s3/ },
  },
  silent: {
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
