import { letsOut, Protocol, usesIpv6, WayOut, waysOut } from './network';
import { aclLetsThrough } from './network-acl';
import { Resource, ResourceSet, Target } from '../model/resource';
import { at, list } from '../model/value';

const link = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html';

const aclLink = 'https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html';

const words: { readonly [protocol in Protocol]: string } = { ipv4: 'IPv4', ipv6: 'IPv6' };

const everywhere: { readonly [protocol in Protocol]: string } = { ipv4: '0.0.0.0/0', ipv6: '::/0' };

interface Gate { readonly subnet: Target; readonly port: number }

const named = (gates: readonly Gate[]): string => [...new Set(gates.map(({ subnet }) => show(subnet)))].join(', ');

const portsOf = (gates: readonly Gate[]): string => [...new Set(gates.map(({ port }) => port))].join(', ');

/** How a function gets to the internet, as far as the template alone does not say it. */
export interface Egress {
  /** TCP ports that it has to get out to. */
  readonly ports: readonly number[];
  /** Route tables of imported subnets, by the id of the subnet. */
  readonly tables: ReadonlyMap<string, string | undefined>;
}

/** Why it does not get there, and what nobody can know from here. */
export interface Verdict {
  readonly errors: readonly string[];
  readonly unknowns: readonly string[];
}

/** A protocol is a way to the internet when all subnets lead there, and a security group lets it out. */
export function reachesInternet(app: ResourceSet, fn: Resource, { ports, tables }: Egress): Verdict {
  const subnets = list(at(fn.properties.VpcConfig, 'SubnetIds')).map((id) => app.target(id));
  const ways = subnets.map((subnet) => ({
    subnet, out: subnet.kind === 'resource' && subnet.resource.type === 'AWS::EC2::Subnet' ? waysOut(app, subnet.resource) : { ipv4: 'unknown', ipv6: 'unknown' } as const,
  }));
  const used: readonly Protocol[] = usesIpv6(fn) ? ['ipv4', 'ipv6'] : ['ipv4'];
  const closed = (protocol: Protocol) => ways.filter(({ out }) => ['none', 'public'].includes(out[protocol]));
  const open = used.filter((protocol) => closed(protocol).length === 0);
  if (open.length === 0) {
    const bad = closed('ipv4');
    return { errors: [`runs in ${bad.map(({ subnet }) => show(subnet)).join(', ')}, ${whyClosed(bad.map(({ out }) => out.ipv4))} Calls to the internet would hang until the function times out. ${fixOf(ways.every(({ out }) => out.ipv6 === 'out'))} See ${link}`], unknowns: [] };
  }
  const shut = (protocol: Protocol) => ports.filter((port) => letsOut(app, fn, protocol, port) === false);
  const usable = open.filter((protocol) => shut(protocol).length === 0);
  if (usable.length === 0) {
    const [protocol] = open;
    const [peer, all] = protocol === 'ipv4' ? ['anyIpv4', 'allowAllOutbound'] : ['anyIpv6', 'allowAllIpv6Outbound'];
    return { errors: [`has security groups that let nothing out to TCP port ${shut(protocol).join(', ')} of the internet over ${words[protocol]}, though its subnets lead there. Calls would hang until the function times out. Call fn.connections.allowTo(Peer.${peer}(), Port.tcp(${shut(protocol)[0]})), or set ${all}: true where the group is made. See ${link}`], unknowns: [] };
  }
  const acls = (protocol: Protocol) => subnets.flatMap((subnet) => (subnet.kind === 'resource' ? ports.map((port) => ({ subnet, port, through: aclLetsThrough(app, subnet.resource, protocol, port) })) : []));
  const blocked = (protocol: Protocol) => acls(protocol).filter(({ through }) => through === false);
  const through = usable.filter((protocol) => blocked(protocol).length === 0);
  if (through.length === 0) {
    const [protocol] = usable;
    const bad = blocked(protocol);
    return { errors: [`runs in ${named(bad)}, whose network ACL does not let TCP port ${portsOf(bad)} out to the internet over ${words[protocol]}, or not the answers in. Calls would hang until the function times out. Add entries to the ACL that allow TCP port ${portsOf(bad)} to ${everywhere[protocol]}, and TCP ports 1024 to 65535 from there, as it does not remember what it let out. See ${aclLink}`], unknowns: [] };
  }
  const [chosen] = through;
  const unproven = ways.filter(({ out }) => out[chosen] !== 'out').map(({ subnet, out }) => ({ subnet, way: out[chosen] }));
  const unknownPorts = ports.filter((port) => letsOut(app, fn, chosen, port) === undefined);
  const unknownAcls = acls(chosen).filter((acl) => acl.through === undefined);
  return { errors: [], unknowns: whatToVerify(chosen, unproven, unknownPorts, unknownAcls, tables) };
}

const show = (subnet: Target): string => subnet.kind === 'resource' ? subnet.resource.label : subnet.kind === 'external' ? subnet.text : 'subnets whose ids are known at deployment';

function whyClosed(ways: readonly WayOut[]): string {
  if (ways.every((way) => way === 'public')) return 'whose default route leads to an internet gateway, which is of no use to a function, as that has no public address.';
  return `${ways.includes('public') ? 'some of which lead to an internet gateway, of no use to a function, and some nowhere' : 'from which no default route leads out of the VPC, by NAT or otherwise'}.`;
}

function fixOf(ipv6: boolean): string {
  const nat = 'Use vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } of a VPC with natGateways: 1 or more (or add a route to a NAT instance or transit gateway to their route tables)';
  return ipv6 ? `${nat}; or set ipv6AllowedForDualStack: true, as they have an egress-only internet gateway, if all that is called has IPv6.` : `${nat}.`;
}

interface Unproven { readonly subnet: Target; readonly way: WayOut }

function whatToVerify(protocol: Protocol, unproven: readonly Unproven[], ports: readonly number[], acls: readonly Gate[], tables: Egress['tables']): string[] {
  const all = everywhere[protocol];
  const gateway = protocol === 'ipv4' ? 'nat-…, a NAT gateway' : 'eigw-…, an egress-only internet gateway';
  const elsewhere = unproven.filter(({ way }) => way === 'elsewhere').map(({ subnet }) => show(subnet));
  const imported = unproven.filter(({ way }) => way !== 'elsewhere').map(({ subnet }) => {
    const table = subnet.kind === 'external' ? tables.get(subnet.text) : undefined;
    return table === undefined ? `that of ${show(subnet)}` : `${table} of ${show(subnet)}`;
  });
  return [
    ...imported.length === 0 ? [] : [`runs in subnets that are not, or not wholly, part of this app. Verify that each of their route tables has a route ${all} → ${gateway}, and none to igw-…: ${[...new Set(imported)].join(', ')}.`],
    ...elsewhere.length === 0 ? [] : [`sends what is for the internet to another network or a firewall. Verify that what comes from there goes on to the internet by NAT, and answers come back: ${elsewhere.join(', ')}.`],
    ...ports.length === 0 ? [] : [`has a security group that is not part of this app. Verify that one of its groups has an outbound rule for TCP port ${ports.join(', ')} to ${all}.`],
    ...acls.length === 0 ? [] : [`runs in subnets whose network ACL is not, or not wholly, part of this app. Verify that it lets TCP port ${portsOf(acls)} out to ${all}, and TCP ports 1024 to 65535 in from there: ${named(acls)}.`],
    ...protocol === 'ipv6' ? ['reaches the internet over IPv6 only. Verify that all that the code calls has an IPv6 address, and that clients of AWS services use dual-stack endpoints (AWS_USE_DUALSTACK_ENDPOINT=true).'] : [],
  ];
}
