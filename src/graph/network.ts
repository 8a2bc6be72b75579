import { Resource, ResourceSet, Target } from '../model/resource';
import { at, flag, list, string, Value } from '../model/value';

/** Where a subnet's traffic to the internet goes. `public` leads to an internet gateway, which is of no use to a function. */
export type WayOut = 'out' | 'public' | 'none' | 'unknown';

interface Network {
  /** Route tables by the key of the subnet. */
  readonly tableOf: ReadonlyMap<string, Value>;
  readonly routesOf: ReadonlyMap<string, readonly Resource[]>;
  /** Subnets, or route tables, that the app has only by name. */
  readonly uncertain: boolean;
}

const known = new WeakMap<ResourceSet, Network>();

function network(app: ResourceSet): Network {
  let found = known.get(app);
  if (!found) {
    const tableOf = new Map<string, Value>();
    const routesOf = new Map<string, Resource[]>();
    for (const association of app.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
      const subnet = app.target(association.properties.SubnetId);
      if (subnet.kind === 'resource') tableOf.set(subnet.resource.key, association.properties.RouteTableId);
    }
    let uncertain = false;
    for (const route of app.ofType('AWS::EC2::Route')) {
      const table = app.target(route.properties.RouteTableId);
      if (table.kind === 'resource') routesOf.set(table.resource.key, [...routesOf.get(table.resource.key) ?? [], route]);
      else uncertain = true;
    }
    found = { tableOf, routesOf, uncertain };
    known.set(app, found);
  }
  return found;
}

/** The subnets of a function that are part of the app; others cannot be judged. */
export function subnetsOf(app: ResourceSet, fn: Resource): { readonly subnets: readonly Resource[]; readonly complete: boolean } {
  const ids = list(at(fn.properties.VpcConfig, 'SubnetIds'));
  const targets = ids.map((id): Target => app.target(id));
  const subnets = targets.flatMap((target) => (target.kind === 'resource' && target.resource.type === 'AWS::EC2::Subnet' ? [target.resource] : []));
  return { subnets, complete: subnets.length > 0 && subnets.length === targets.length };
}

/** Follows subnet, route table and default route, for the protocol that the function uses. */
export function wayOut(app: ResourceSet, fn: Resource, subnet: Resource): WayOut {
  const { tableOf, routesOf } = network(app);
  const value = tableOf.get(subnet.key);
  // Without an association the main route table of the VPC holds, which no template can see the routes of.
  if (value === undefined) return mainTable(app, subnet);
  const table = app.target(value);
  if (table.kind !== 'resource' || table.resource.type !== 'AWS::EC2::RouteTable') return 'unknown';
  const routes = routesOf.get(table.resource.key) ?? [];
  const dualStack = flag(at(fn.properties.VpcConfig, 'Ipv6AllowedForDualStack'), false) === true;
  const ways = routes.filter((route) => isDefault(route, dualStack)).map((route) => leadsTo(app, route));
  if (ways.includes('out')) return 'out';
  if (ways.includes('unknown')) return 'unknown';
  return ways.includes('public') ? 'public' : 'none';
}

/** A VPC of the app whose main table nobody can have given a way out: there is no internet gateway anywhere. */
function mainTable(app: ResourceSet, subnet: Resource): WayOut {
  const vpc = app.target(subnet.properties.VpcId);
  if (vpc.kind !== 'resource') return 'unknown';
  const { routesOf } = network(app);
  const main = app.ofType('AWS::EC2::RouteTable').filter((table) => {
    const owner = app.target(table.properties.VpcId);
    return owner.kind === 'resource' && owner.resource.key === vpc.resource.key && routesOf.has(table.key);
  });
  // Routes of a new VPC's main table can only be added by naming it, which shows as `DefaultRouteTableId` or not at all.
  return main.length === 0 && app.ofType('AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::TransitGatewayAttachment').length === 0 ? 'none' : 'unknown';
}

function isDefault(route: Resource, dualStack: boolean): boolean {
  const v4 = route.properties.DestinationCidrBlock;
  const v6 = route.properties.DestinationIpv6CidrBlock;
  // Halves of the internet stand for all of it: 0.0.0.0/1 and 128.0.0.0/1 are a known way to win over a default route.
  if (v4 !== undefined) return ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'].includes(string(v4) ?? '0.0.0.0/0');
  return v6 !== undefined && dualStack && (string(v6) ?? '::/0') === '::/0';
}

function leadsTo(app: ResourceSet, route: Resource): WayOut {
  const { properties } = route;
  const others = ['TransitGatewayId', 'VpcPeeringConnectionId', 'NetworkInterfaceId', 'InstanceId', 'CarrierGatewayId', 'LocalGatewayId', 'VpcEndpointId', 'CoreNetworkArn', 'EgressOnlyInternetGatewayId'];
  if (properties.NatGatewayId !== undefined) return nat(app, properties.NatGatewayId);
  if (others.some((name) => properties[name] !== undefined)) return 'out';
  if (properties.GatewayId === undefined) return 'unknown';
  const gateway = app.target(properties.GatewayId);
  if (gateway.kind === 'resource') return gateway.resource.type === 'AWS::EC2::InternetGateway' ? 'public' : 'out';
  return gateway.kind === 'external' && gateway.text.startsWith('igw-') ? 'public' : 'unknown';
}

/** A NAT gateway helps if it stands in a subnet that reaches the internet itself. */
function nat(app: ResourceSet, value: Value): WayOut {
  const gateway = app.target(value);
  if (gateway.kind !== 'resource' || string(gateway.resource.properties.ConnectivityType) === 'private') return 'out';
  const subnet = app.target(gateway.resource.properties.SubnetId);
  if (subnet.kind !== 'resource') return 'out';
  const table = app.target(network(app).tableOf.get(subnet.resource.key));
  if (table.kind !== 'resource') return 'out';
  const routes = network(app).routesOf.get(table.resource.key) ?? [];
  return routes.some((route) => isDefault(route, false) && route.properties.GatewayId !== undefined) || network(app).uncertain ? 'out' : 'none';
}

/** What services the VPC of a subnet has endpoints for, by their short names such as `s3`; undefined for one that cannot be told. */
export function endpointsOf(app: ResourceSet, subnet: Resource): readonly string[] {
  const vpc = app.target(subnet.properties.VpcId);
  return app.ofType('AWS::EC2::VPCEndpoint').filter((endpoint) => {
    const its = app.target(endpoint.properties.VpcId);
    return vpc.kind !== 'resource' || its.kind !== 'resource' || its.resource.key === vpc.resource.key;
  }).map((endpoint) => serviceIn(endpoint.properties.ServiceName)).filter((name) => name !== '').sort();
}

function serviceIn(name: Value): string {
  const text = string(name) ?? (name as { readonly parts?: readonly unknown[] })?.parts?.map((part) => (typeof part === 'string' ? part : '')).join('') ?? '';
  return text.split('.').pop() ?? '';
}
