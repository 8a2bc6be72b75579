import { CfnParameter, CustomResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function seed(stack: Stack, subnetType = ec2.SubnetType.PRIVATE_ISOLATED): ec2.Vpc {
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'inner', subnetType }] });
  new CustomResource(stack, 'Seed', { serviceToken: fn(stack, 'Fn', { vpc, vpcSubnets: { subnetType } }).functionArn });
  return vpc;
}

export default ruleCases('custom-resource-no-s3-route', {
  fires: {
    'isolated subnets without an endpoint for S3': { app: (stack) => seed(stack), at: 'Fn', says: /no way to S3/ },
    'public subnets, where a function has no public address': {
      app: (stack) => {
        const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }] });
        new CustomResource(stack, 'Seed', { serviceToken: fn(stack, 'Fn', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, allowPublicSubnet: true }).functionArn });
      },
      at: 'Fn',
    },
  },
  silent: {
    'an endpoint for S3': { app: (stack) => seed(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }) },
    'an endpoint for a service that is known at deployment': {
      app: (stack) => {
        const service = new CfnParameter(stack, 'Service').valueAsString;
        new ec2.CfnVPCEndpoint(stack, 'Endpoint', { vpcId: seed(stack).vpcId, serviceName: service });
      },
    },
    'a NAT gateway': { app: (stack) => seed(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS) },
    'no VPC': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn }) },
    'subnets of which one has a NAT gateway': {
      app: (stack) => {
        const [inner, outer] = [ec2.SubnetType.PRIVATE_ISOLATED, ec2.SubnetType.PRIVATE_WITH_EGRESS];
        const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'inner', subnetType: inner }, { name: 'outer', subnetType: outer }] });
        new CustomResource(stack, 'Seed', { serviceToken: fn(stack, 'Fn', { vpc, vpcSubnets: { subnets: [vpc.isolatedSubnets[0], vpc.privateSubnets[1]] } }).functionArn });
      },
    },
    'the provider framework answers by itself': {
      app: (stack) => {
        const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'inner', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
        const { serviceToken } = new Provider(stack, 'Provider', { onEventHandler: fn(stack, 'Fn', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }) });
        new CustomResource(stack, 'Seed', { serviceToken });
      },
    },
  },
});
