import { defineRule } from './rule';
import { hasEndpoint, subnetsOf, wayOut } from '../graph/network';
import { customResources } from '../graph/query';

export default defineRule({
  id: 'custom-resource-no-s3-route',
  severity: 'warning',
  title: 'the function of a custom resource cannot send its answer',
  why: 'The answer is a PUT to a URL of S3. From subnets without a way to S3 it never arrives: CloudFormation waits until the timeout, whatever the function did.',
  event: 'the answer to the event never arrives, and the deployment waits until its timeout',
  fix: 'Add a gateway endpoint for S3 to the VPC, use subnets with a NAT gateway, or take the function out of the VPC.',
  links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html', 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html'],
  check(graph, report) {
    for (const { path, resource } of customResources(graph)) {
      const { subnets, complete } = subnetsOf(graph.app, path.fn);
      const isClosed = subnets.every((subnet) => ['none', 'public'].includes(wayOut(graph.app, path.fn, subnet)) && hasEndpoint(graph.app, subnet, 's3') === false);
      if (path.mode !== 'async' || !complete || !isClosed) continue;
      report({
        resource: path.fn, property: 'VpcConfig.SubnetIds', path, what: `${path.fn.label} answers ${resource.label} from ${subnets.map(({ label }) => label).join(', ')}, which have no way to S3`,
        fix: 'Add vpc.addGatewayEndpoint(\'S3\', { service: GatewayVpcEndpointAwsService.S3 }).',
        fixInTemplate: 'Add { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref RouteTable] } }.',
      });
    }
  },
});
