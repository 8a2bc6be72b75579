import { defineRule } from './rule';
import { endpointsOf, subnetsOf, wayOut } from '../graph/network';
import { pathsOf } from '../graph/query';

export default defineRule({
  id: 'vpc-no-nat-route',
  severity: 'info',
  title: 'a function in subnets without a route out of the VPC',
  why: 'Without a default route the function reaches only what is in its VPC or has an endpoint there. A call to any other service hangs until the function times out, and its event fails. Which services the code calls cannot be seen from here.',
  event: 'an event whose processing calls anything else fails after the timeout of the function',
  fix: 'Verify that there is an endpoint for every service that the code calls, or use private subnets with a NAT gateway.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html'],
  check(graph, report) {
    for (const fn of graph.functions) {
      const { subnets } = subnetsOf(graph.app, fn);
      const closed = subnets.filter((subnet) => wayOut(graph.app, fn, subnet) === 'none');
      if (closed.length === 0) continue;
      const endpoints = endpointsOf(graph.app, closed[0]);
      report({
        resource: fn, property: 'VpcConfig.SubnetIds', fn, paths: pathsOf(graph, fn),
        what: `${fn.label} runs in ${closed.map(({ label }) => label).join(', ')}, which ${closed.length === 1 ? 'has' : 'have'} no default route that leads out; the VPC has ${endpoints.length === 0 ? 'no endpoints' : `endpoints for ${endpoints.join(', ')}`}`,
        fix: 'Verify that the code calls nothing else, add the missing endpoints (vpc.addInterfaceEndpoint, vpc.addGatewayEndpoint), or use vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS }.',
        fixInTemplate: 'Verify that the code calls nothing else, add the missing AWS::EC2::VPCEndpoint, or name SubnetIds in VpcConfig whose default route leads to a NAT gateway.',
      });
    }
  },
});
