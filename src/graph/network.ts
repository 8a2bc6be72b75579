import { memoized } from '../model/memoized';
import { Resource, ResourceSet, Target } from '../model/resource';
import { at, flag, isUnknown, list, number, pieces, string, Value } from '../model/value';

/**
 * Where a subnet's traffic to the internet goes. `public` leads to an internet gateway, which is of no use to a function;
 * `elsewhere` to another network, which decides itself what is let out.
 */
export type WayOut = 'out' | 'elsewhere' | 'public' | 'none' | 'unknown';

/** By protocol, whether or not a function uses it. */
export interface WaysOut {
  readonly ipv4: WayOut;
  readonly ipv6: WayOut;
}

export type Protocol = keyof WaysOut;

interface Network {
  /** Route tables by the key of the subnet. */
  readonly tableOf: ReadonlyMap<string, Value>;
  readonly routesOf: ReadonlyMap<string, readonly Resource[]>;
  /** Subnets, or route tables, that the app has only by name. */
  readonly uncertain: boolean;
}

const network = memoized((app: ResourceSet): Network => {
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
  return { tableOf, routesOf, uncertain };
});

/** Subnets that are part of the app; others cannot be judged. */
export interface Subnets {
  readonly subnets: readonly Resource[];
  readonly complete: boolean;
}

export const subnetsOf = (app: ResourceSet, fn: Resource): Subnets => subnetsNamed(app, list(at(fn.properties.VpcConfig, 'SubnetIds')));

export function subnetsNamed(app: ResourceSet, ids: readonly Value[]): Subnets {
  const targets = ids.map((id): Target => app.target(id));
  const subnets = targets.flatMap((target) => (target.kind === 'resource' && target.resource.type === 'AWS::EC2::Subnet' ? [target.resource] : []));
  return { subnets, complete: subnets.length > 0 && subnets.length === targets.length };
}

/** Follows subnet, route table and default route, for the protocols that the function uses. */
export function wayOut(app: ResourceSet, fn: Resource, subnet: Resource): WayOut {
  const { ipv4, ipv6 } = waysOut(app, subnet);
  return usesIpv6(fn) ? best([ipv4, ipv6]) : ipv4;
}

export const usesIpv6 = (fn: Resource): boolean => flag(at(fn.properties.VpcConfig, 'Ipv6AllowedForDualStack'), false) === true;

export const waysOut = (app: ResourceSet, subnet: Resource): WaysOut => follow(app, subnet, []);

/** By way of other subnets, such as that of a NAT gateway; `before` are those that it came by. */
function follow(app: ResourceSet, subnet: Resource, before: readonly Resource[]): WaysOut {
  const { tableOf, routesOf } = network(app);
  const value = tableOf.get(subnet.key);
  // Without an association the main route table of the VPC holds, which no template can see the routes of.
  if (value === undefined) return both(mainTable(app, subnet));
  const table = app.target(value);
  if (table.kind !== 'resource' || table.resource.type !== 'AWS::EC2::RouteTable') return both('unknown');
  const routes = routesOf.get(table.resource.key) ?? [];
  const way = (protocol: Protocol) => best(routes.filter((route) => isDefault(route, protocol)).map((route) => leadsTo(app, route, [...before, subnet])));
  return { ipv4: way('ipv4'), ipv6: way('ipv6') };
}

const both = (way: WayOut): WaysOut => ({ ipv4: way, ipv6: way });

const best = (ways: readonly WayOut[]): WayOut => (['out', 'elsewhere', 'unknown', 'public'] as const).find((way) => ways.includes(way)) ?? 'none';

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

function isDefault(route: Resource, protocol: Protocol): boolean {
  const v4 = route.properties.DestinationCidrBlock;
  const v6 = route.properties.DestinationIpv6CidrBlock;
  // Halves of the internet stand for all of it: 0.0.0.0/1 and 128.0.0.0/1 are a known way to win over a default route.
  if (protocol === 'ipv4') return v4 !== undefined && ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'].includes(string(v4) ?? '0.0.0.0/0');
  return v6 !== undefined && (string(v6) ?? '::/0') === '::/0';
}

const otherNetworks = ['TransitGatewayId', 'VpcPeeringConnectionId', 'CarrierGatewayId', 'LocalGatewayId', 'VpcEndpointId', 'CoreNetworkArn'];

function leadsTo(app: ResourceSet, route: Resource, before: readonly Resource[]): WayOut {
  const { properties } = route;
  if (properties.NatGatewayId !== undefined) return nat(app, properties.NatGatewayId, before);
  if (properties.EgressOnlyInternetGatewayId !== undefined) return 'out';
  for (const name of ['InstanceId', 'NetworkInterfaceId']) if (properties[name] !== undefined) return natInstance(app, properties[name], before);
  if (otherNetworks.some((name) => properties[name] !== undefined)) return 'elsewhere';
  const gateway = app.target(properties.GatewayId);
  if (gateway.kind === 'resource') return gateway.resource.type === 'AWS::EC2::InternetGateway' ? 'public' : 'elsewhere';
  return gateway.kind === 'external' && gateway.text.startsWith('igw-') ? 'public' : 'unknown';
}

/** A NAT gateway helps if it stands in a subnet that reaches the internet itself; a private one only on the way to another network. */
function nat(app: ResourceSet, value: Value, before: readonly Resource[]): WayOut {
  const gateway = app.target(value);
  if (gateway.kind !== 'resource') return 'out';
  const { SubnetId, ConnectivityType } = gateway.resource.properties;
  if (string(ConnectivityType) !== 'private') return behind(app, SubnetId, before, 'out');
  // What comes from a private NAT gateway is dropped by an internet gateway: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
  return behind(app, SubnetId, before, 'none');
}

/** An instance, or the interface of one, that drops what is not addressed to itself is none for NAT. */
function natInstance(app: ResourceSet, value: Value, before: readonly Resource[]): WayOut {
  const target = app.target(value);
  if (target.kind !== 'resource') return 'elsewhere';
  const { SourceDestCheck, SubnetId, NetworkInterfaces } = target.resource.properties;
  if (NetworkInterfaces === undefined && flag(SourceDestCheck, true) === true) return 'none';
  return behind(app, SubnetId ?? at(list(NetworkInterfaces)[0], 'SubnetId'), before, 'out');
}

/** Where it goes on from the subnet that NAT stands in. Regional NAT gateways stand in none. */
function behind(app: ResourceSet, value: Value, before: readonly Resource[], inPublicSubnet: WayOut): WayOut {
  const subnet = app.target(value);
  if (subnet.kind !== 'resource') return inPublicSubnet === 'out' ? 'out' : 'elsewhere';
  // Not in circles.
  const ipv4 = before.includes(subnet.resource) ? 'none' : follow(app, subnet.resource, before).ipv4;
  if (ipv4 === 'public') return inPublicSubnet;
  return ipv4 === 'none' && network(app).uncertain ? 'unknown' : ipv4;
}

/** Whether a security group of the function lets TCP out to a port of the internet; undefined when that cannot be told. */
export function letsOut(app: ResourceSet, fn: Resource, protocol: Protocol, port: number): boolean | undefined {
  const answers = list(at(fn.properties.VpcConfig, 'SecurityGroupIds')).map((id) => groupLetsOut(app, id, protocol, port));
  if (answers.includes(true)) return true;
  return answers.length === 0 || answers.includes(undefined) ? undefined : false;
}

function groupLetsOut(app: ResourceSet, id: Value, protocol: Protocol, port: number): boolean | undefined {
  const group = app.target(id);
  const own = group.kind === 'resource' && group.resource.type === 'AWS::EC2::SecurityGroup' ? list(group.resource.properties.SecurityGroupEgress) : undefined;
  // EC2 lets a group out to everywhere that has no rule of its own from the start.
  if (own?.length === 0) return true;
  const added = app.ofType('AWS::EC2::SecurityGroupEgress').filter(({ properties }) => isSame(group, app.target(properties.GroupId)));
  const answers = [...own ?? [undefined], ...added.map(({ properties }): Value => properties)].map((rule) => rule === undefined ? undefined : ruleLetsOut(rule, protocol, port));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

export const isSame = (one: Target, other: Target): boolean =>
  one.kind === 'resource' ? other.kind === 'resource' && other.resource.key === one.resource.key : one.kind === 'external' && other.kind === 'external' && one.text === other.text;

function ruleLetsOut(rule: Value, protocol: Protocol, port: number): boolean | undefined {
  const ip = string(at(rule, 'IpProtocol'));
  if (ip !== undefined && !['-1', 'tcp', '6'].includes(ip)) return false;
  const [from, to] = [number(at(rule, 'FromPort'), -1), number(at(rule, 'ToPort'), -1)];
  if (ip !== '-1' && ((!isUnknown(from) && port < from) || (!isUnknown(to) && to !== -1 && port > to))) return false;
  const [v4, v6, prefixes] = ['CidrIp', 'CidrIpv6', 'DestinationPrefixListId'].map((name) => at(rule, name));
  const range = protocol === 'ipv4' ? v4 : v6;
  if (range === undefined) return prefixes === undefined ? false : undefined;
  const text = string(range);
  if (text === undefined || ip === undefined || isUnknown(from) || isUnknown(to)) return undefined;
  return isPublic(text, protocol);
}

/** Whether a range of addresses is, or may be, one of the internet. */
export const isPublic = (cidr: string, protocol: Protocol): boolean =>
  !(protocol === 'ipv4' ? /^(10|127|255|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./ : /^(f[cd]|fe[89ab]|::1)/i).test(cidr);

/** What services the VPC of a subnet has endpoints for, by their short names such as `s3`. */
export const endpointsOf = (app: ResourceSet, subnet: Resource): readonly string[] => endpointNames(app, subnet).filter((name) => name !== '').sort();

/** Whether the VPC of a subnet has an endpoint for a service; undefined when there may be one that is not seen here. */
export function hasEndpoint(app: ResourceSet, subnet: Resource, service: string): boolean | undefined {
  const names = endpointNames(app, subnet);
  if (names.includes(service)) return true;
  return names.includes('') || app.target(subnet.properties.VpcId).kind !== 'resource' ? undefined : false;
}

/** A name is empty where it cannot be told. */
function endpointNames(app: ResourceSet, subnet: Resource): readonly string[] {
  const vpc = app.target(subnet.properties.VpcId);
  return app.ofType('AWS::EC2::VPCEndpoint').filter((endpoint) => {
    const its = app.target(endpoint.properties.VpcId);
    return vpc.kind !== 'resource' || its.kind !== 'resource' || its.resource.key === vpc.resource.key;
  }).map((endpoint) => serviceIn(endpoint.properties.ServiceName));
}

function serviceIn(name: Value): string {
  const [last] = [...pieces(name)].reverse();
  // What follows something that cannot be told may be half a word.
  return typeof last === 'string' && last.includes('.') ? last.split('.').pop()! : '';
}
