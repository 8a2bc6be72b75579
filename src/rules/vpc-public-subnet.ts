import { defineRule } from './rule';
import { subnetsOf, wayOut } from '../graph/network';
import { pathsOf } from '../graph/query';

export default defineRule({
  id: 'vpc-public-subnet',
  severity: 'warning',
  title: 'a function in a public subnet has no way to the internet',
  why: 'The network interface of a function never gets a public address, so an internet gateway is of no use to it: every call out of the VPC hangs until the function times out, and its event fails.',
  event: 'an event whose processing calls anything outside fails after the timeout of the function',
  fix: 'Put the function into private subnets whose default route leads to a NAT gateway: vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS }.',
  fixInTemplate: 'Put the function into private subnets whose default route leads to a NAT gateway: VpcConfig: { SubnetIds: [!Ref PrivateSubnet] }.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html'],
  check(graph, report) {
    for (const fn of graph.functions) {
      const { subnets } = subnetsOf(graph.app, fn);
      const bad = subnets.filter((subnet) => wayOut(graph.app, fn, subnet) === 'public');
      if (bad.length === 0) continue;
      report({
        resource: fn, property: 'VpcConfig.SubnetIds', fn, paths: pathsOf(graph, fn),
        what: `${fn.label} runs in ${bad.map(({ label }) => label).join(', ')}, whose default route leads to an internet gateway`,
      });
    }
  },
});
