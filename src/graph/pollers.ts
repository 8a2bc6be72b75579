import { hasEndpoint, subnetsNamed, waysOut } from './network';
import { Polling, Rest } from '../model/graph';
import { Resource, ResourceSet } from '../model/resource';
import { at, flag, list, string, Value } from '../model/value';

/** A service of AWS that pollers call, by the name of its endpoint. */
export type PollerService = 'lambda' | 'sts' | 'secretsmanager' | 'sqs' | 'sns' | 's3';

/** What the pollers of a mapping reach from where they stand. */
export interface PollerReach {
  readonly subnets: readonly Resource[];
  /** What is out of reach from all of the subnets. */
  readonly missing: readonly PollerService[];
  /** Whether there is something of which nobody can tell from here. */
  readonly unsure: boolean;
}

/** In provisioned mode Lambda invokes the function by a way of its own. */
export const isProvisioned = (mapping: Resource): boolean => mapping.properties.ProvisionedPollerConfig !== undefined;

/**
 * Pollers of Kafka, brokers and DocumentDB have their network interfaces in the subnets of the source, and call from there:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
 */
export function pollerReach(app: ResourceSet, mapping: Resource, { origin, polling }: { readonly origin?: Resource; readonly polling: Polling }): PollerReach {
  const ids = subnetIds(app, mapping, origin);
  if (ids === 'internet') return { subnets: [], missing: [], unsure: false };
  const { subnets, complete } = subnetsNamed(app, ids);
  if (!complete) return { subnets, missing: [], unsure: true };
  const answers = needed(mapping, origin, polling).map((service) => ({ service, reached: subnets.map((subnet) => reaches(app, subnet, service)) }));
  return {
    subnets, missing: answers.filter(({ reached }) => reached.every((answer) => answer === false)).map(({ service }) => service),
    unsure: answers.some(({ reached }) => reached.some((answer) => answer !== reached[0] || answer === undefined)),
  };
}

/** In public subnets too, there must be an endpoint: pollers have no public address. */
function reaches(app: ResourceSet, subnet: Resource, service: PollerService): boolean | undefined {
  const { ipv4, ipv6 } = waysOut(app, subnet);
  const endpoint = hasEndpoint(app, subnet, service);
  if (endpoint === true || ipv4 === 'out') return true;
  return endpoint === false && [ipv4, ipv6].every((way) => way === 'none' || way === 'public') ? false : undefined;
}

const services: { readonly [kind in Rest['kind']]?: PollerService } = { queue: 'sqs', topic: 'sns', bucket: 's3' };

function needed(mapping: Resource, origin: Resource | undefined, { broker, destination }: Polling): readonly PollerService[] {
  const ofPlace = destination && services[destination.rest.kind];
  const ofFailures = ofPlace ? [ofPlace] : [];
  if (isProvisioned(mapping)) return ofFailures;
  // https://docs.aws.amazon.com/lambda/latest/dg/process-messages-with-lambda.html asks for STS with ActiveMQ only.
  const assumesRole = broker !== 'mq' || string(origin?.properties.EngineType)?.toUpperCase() === 'ACTIVEMQ';
  return ['lambda', ...assumesRole ? ['sts' as const] : [], ...hasSecret(mapping) ? ['secretsmanager' as const] : [], ...ofFailures];
}

const notSecret = ['VPC_SUBNET', 'VPC_SECURITY_GROUP', 'VIRTUAL_HOST'];

const accesses = ({ properties }: Resource): readonly { readonly type?: string; readonly uri: Value }[] =>
  list(properties.SourceAccessConfigurations).map((access) => ({ type: string(at(access, 'Type')), uri: at(access, 'URI') }));

const hasSecret = (mapping: Resource): boolean => accesses(mapping).some(({ type }) => type !== undefined && !notSecret.includes(type));

function subnetIds(app: ResourceSet, mapping: Resource, origin: Resource | undefined): readonly Value[] | 'internet' {
  const { properties = {} } = origin ?? {};
  switch (origin?.type) {
    case 'AWS::MSK::Cluster': return list(at(properties.BrokerNodeGroupInfo, 'ClientSubnets'));
    case 'AWS::MSK::ServerlessCluster': return list(properties.VpcConfigs).flatMap((config) => list(at(config, 'SubnetIds')));
    case 'AWS::AmazonMQ::Broker': {
      const isPublic = flag(properties.PubliclyAccessible, false);
      return isPublic === true ? 'internet' : isPublic === false ? list(properties.SubnetIds) : [];
    }
    case 'AWS::DocDB::DBCluster': {
      const group = app.target(properties.DBSubnetGroupName);
      return group.kind === 'resource' ? list(group.resource.properties.SubnetIds) : [];
    }
  }
  if (mapping.properties.SelfManagedEventSource === undefined) return [];
  const own = accesses(mapping).filter(({ type }) => type === 'VPC_SUBNET');
  return own.length === 0 ? 'internet' : own.map(({ uri }) => uri);
}
