import { isPublic, isSame, Protocol } from './network';
import { Resource, ResourceSet } from '../model/resource';
import { at, flag, isUnknown, number, string, Value } from '../model/value';

interface Ports { readonly from: number; readonly to: number }

/** To which the internet answers: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports */
const answers: Ports = { from: 1024, to: 65_535 };

/**
 * Whether the network ACL of a subnet lets TCP out to a port of the internet, and the answers in, as it does not remember what it
 * let out; undefined when that cannot be told.
 */
export function aclLetsThrough(app: ResourceSet, subnet: Resource, protocol: Protocol, port: number): boolean | undefined {
  const association = app.ofType('AWS::EC2::SubnetNetworkAclAssociation').find(({ properties }) => {
    const its = app.target(properties.SubnetId);
    return its.kind === 'resource' && its.resource.key === subnet.key;
  });
  // The default ACL of a VPC lets everything through.
  if (!association) return true;
  const acl = app.target(association.properties.NetworkAclId);
  if (acl.kind !== 'resource') return undefined;
  const entries = app.ofType('AWS::EC2::NetworkAclEntry').filter(({ properties }) => isSame(acl, app.target(properties.NetworkAclId))).map(({ properties }): Value => properties);
  const through = [lets(entries, true, protocol, { from: port, to: port }), lets(entries, false, protocol, answers)];
  if (through.includes(false)) return false;
  return through.includes(undefined) ? undefined : true;
}

/** By the first entry that holds; what none holds for is denied. A denial of some addresses or ports leaves others. */
function lets(entries: readonly Value[], egress: boolean, protocol: Protocol, ports: Ports): boolean | undefined {
  const inOrder = entries.filter((entry) => flag(at(entry, 'Egress'), false) === egress).sort((one, other) => order(one) - order(other));
  for (const entry of inOrder) {
    const holds = holdsFor(entry, protocol, ports);
    if (holds === undefined) return undefined;
    if (holds === 'none') continue;
    if (string(at(entry, 'RuleAction')) === 'allow') return true;
    if (holds === 'all') return false;
  }
  return false;
}

function order(entry: Value): number {
  const rule = number(at(entry, 'RuleNumber'), 0);
  return isUnknown(rule) ? 0 : rule;
}

/** For how much of the internet, and of the ports, an entry holds. */
function holdsFor(entry: Value, protocol: Protocol, ports: Ports): 'all' | 'some' | 'none' | undefined {
  const ip = number(at(entry, 'Protocol'), -1);
  const cidr = at(entry, protocol === 'ipv4' ? 'CidrBlock' : 'Ipv6CidrBlock');
  const [from, to] = [number(at(entry, 'PortRange', 'From'), 0), number(at(entry, 'PortRange', 'To'), 65_535)];
  if (isUnknown(number(at(entry, 'RuleNumber'), 0)) || isUnknown(ip) || isUnknown(from) || isUnknown(to)) return undefined;
  if (cidr === undefined || ![-1, 6].includes(ip) || from > ports.to || to < ports.from) return 'none';
  const range = string(cidr);
  if (range === undefined) return undefined;
  if (!isPublic(range, protocol)) return 'none';
  return range.endsWith('/0') && from <= ports.from && to >= ports.to ? 'all' : 'some';
}
