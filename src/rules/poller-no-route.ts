import { defineRule } from './rule';
import { isProvisioned, pollerReach, PollerService } from '../graph/pollers';
import { fromMappings } from '../graph/query';

const services: { readonly [service in PollerService]: { readonly name: string; readonly constant: string } } = {
  lambda: { name: 'Lambda', constant: 'LAMBDA' },
  sts: { name: 'STS', constant: 'STS' },
  secretsmanager: { name: 'Secrets Manager', constant: 'SECRETS_MANAGER' },
  sqs: { name: 'SQS', constant: 'SQS' },
  sns: { name: 'SNS', constant: 'SNS' },
  s3: { name: 'S3', constant: 'S3' },
};

export default defineRule({
  id: 'poller-no-route',
  severity: 'warning',
  title: 'a mapping whose pollers do not reach what they call from the network of the source',
  why: 'The pollers of Kafka, Amazon MQ and DocumentDB stand in the subnets of the source, without a public address. From there they call Lambda, STS, Secrets Manager and the service of the on-failure destination: without a NAT gateway or an endpoint the function gets no event, or what it fails on is lost. In provisioned mode Lambda invokes the function by a way of its own, so that only the destination is left.',
  event: 'events are not read, or failed ones are not kept',
  fix: 'Add endpoints to the VPC of the source, put the source into private subnets with a NAT gateway, or use provisioned mode for Kafka.',
  links: [
    'https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html', 'https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html', 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html',
    'https://docs.aws.amazon.com/lambda/latest/dg/process-messages-with-lambda.html', 'https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html',
  ],
  check(graph, report) {
    for (const { path, mapping } of fromMappings(graph, 'kafka', 'mq', 'docdb')) {
      const { subnets, missing } = pollerReach(graph.app, mapping, path);
      if (missing.length === 0) continue;
      const { rest } = path.polling.destination ?? {};
      const getsNothing = missing.some((service) => ['lambda', 'sts', 'secretsmanager'].includes(service));
      const provisioned = isProvisioned(mapping);
      const advice = (endpoints: readonly string[], mode: string) => (provisioned ? `Verify that failed batches arrive, or add ${endpoints.join(', ')}.`
        : `Add ${endpoints.join(', ')}, or use private subnets with a NAT gateway${path.polling.broker === 'kafka' ? `, or provisioned mode: ${mode}` : ''}.`);
      report({
        resource: mapping, property: mapping.properties.SelfManagedEventSource === undefined ? 'EventSourceArn' : 'SourceAccessConfigurations', path,
        // AWS asks for an endpoint of the destination, and elsewhere for nothing at all in this mode.
        severity: provisioned ? 'info' : undefined,
        what: `the pollers of ${mapping.label} stand in ${subnets.map(({ label }) => label).join(', ')}, with neither a NAT gateway nor an endpoint for ${missing.map((service) => services[service].name).join(', ')}`,
        event: getsNothing ? `${path.fn.label} gets nothing from ${path.originText}` : `what ${path.fn.label} fails on ${provisioned ? 'may' : 'does'} not get to ${rest?.text}`,
        fix: advice(missing.map(endpoint), 'provisionedPollerConfig: { minimumPollers: 1 }'),
        fixInTemplate: advice(missing.map(endpointInTemplate), 'ProvisionedPollerConfig: { MinimumPollers: 1 }'),
      });
    }
  },
});

function endpoint(service: PollerService): string {
  const { name, constant } = services[service];
  return service === 's3' ? `vpc.addGatewayEndpoint('${name}', { service: GatewayVpcEndpointAwsService.${constant} })` : `vpc.addInterfaceEndpoint('${name.replace(' ', '')}', { service: InterfaceVpcEndpointAwsService.${constant} })`;
}

/** All of them but S3 are of the kind that has an address in the subnets. */
const endpointInTemplate = (service: PollerService): string => (service === 's3'
  ? '{ Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref RouteTable] } }'
  : `{ Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface, VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.${service}", SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref SecurityGroup], PrivateDnsEnabled: true } }`);
