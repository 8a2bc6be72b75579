import { reachesInternet } from '../../src/graph/internet';
import { judge } from '../support/judge';

/** Whether a function of a VPC reaches the internet: by routes, security groups and network ACLs, as templates have them. */

interface Network {
  /** Where the default route of the private subnet leads. */
  readonly route?: string;
  /** All of the routes, instead of that one. */
  readonly routes?: string;
  readonly subnets?: string;
  readonly group?: string;
  readonly groups?: string;
  readonly ipv6?: boolean | string;
  readonly resources?: string;
  readonly ports?: readonly number[];
  readonly tables?: readonly (readonly [subnet: string, table: string | undefined])[];
}

const association = (subnet: string, table: string) => `  ${subnet}In${table}: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref ${subnet}, RouteTableId: !Ref ${table} } }`;
const route = (id: string, table: string, more: string) => `  ${id}: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref ${table}, ${more} } }`;

function ask({ route: leads = 'NatGatewayId: !Ref Nat', routes, subnets = '[!Ref Inner]', group = 'SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }]', groups = '[!Ref Group]', ipv6, resources = '', ports = [443], tables = [] }: Network) {
  const { graph } = judge(`
Parameters: { Later: { Type: String } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Gateway: { Type: AWS::EC2::InternetGateway }
  Outer: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  Inner: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
  Second: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24 } }
  OuterTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  InnerTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
${association('Outer', 'OuterTable')}
${association('Inner', 'InnerTable')}
${route('OuterRoute', 'OuterTable', 'DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway')}
${routes ?? route('InnerRoute', 'InnerTable', `DestinationCidrBlock: 0.0.0.0/0, ${leads}`)}
  Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Outer } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: fn, VpcId: !Ref Vpc, ${group} } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: ${groups}${ipv6 === undefined ? '' : `, Ipv6AllowedForDualStack: ${ipv6}`} } } }
${resources}`);
  return reachesInternet(graph.app, graph.functions.find(({ id }) => id === 'Fn')!, { ports, tables: new Map(tables) });
}

const signs: readonly (readonly [RegExp, string])[] = [
  [/of no use to a function, and some nowhere/, 'some lead to an internet gateway, some nowhere'], [/default route leads to an internet gateway/, 'leads to an internet gateway'], [/no default route leads out/, 'leads nowhere'],
  [/let nothing out to TCP port/, 'the security group is shut'], [/network ACL does not let/, 'the network ACL is shut'],
  [/route tables has a route/, 'verify the route tables'], [/to another network or a firewall/, 'verify the other network'], [/security group that is not part/, 'verify the security group'],
  [/network ACL is not, or not wholly/, 'verify the network ACL'], [/over IPv6 only/, 'verify IPv6'],
];

/** In a few words: `yes`, why not, or what is left to verify. */
function answer(network: Network): string {
  const { errors, unknowns } = ask(network);
  if (errors.length > 0 && unknowns.length > 0) throw new Error('nothing is left to verify of what does not work');
  const said = [...errors, ...unknowns].map((text) => signs.find(([sign]) => sign.test(text))?.[1] ?? text);
  return said.join(', ') || 'yes';
}

describe('routes', () => {
  const nowhere = 'leads nowhere';
  const toGateway = 'leads to an internet gateway';
  const elsewhere = 'verify the other network';
  const unknown = 'verify the route tables';
  const nat = (more: string) => ({ route: 'NatGatewayId: !Ref Own', resources: `  Own: { Type: AWS::EC2::NatGateway, Properties: { ${more} } }` });
  const instance = (more: string, by = 'InstanceId') => ({ route: `${by}: !Ref Own`, resources: `  Own: { Type: AWS::EC2::${by === 'InstanceId' ? 'Instance' : 'NetworkInterface'}, Properties: { ${more} } }` });

  test.each<[string, Network, string]>([
    ['a NAT gateway in a public subnet', {}, 'yes'], ['a NAT gateway of another app', { route: 'NatGatewayId: nat-1' }, 'yes'], ['a NAT gateway that is a parameter', { route: 'NatGatewayId: !Ref Later' }, 'yes'],
    ['a NAT gateway behind itself', nat('SubnetId: !Ref Inner'), nowhere], ['a NAT gateway in a subnet of another app', nat('SubnetId: subnet-1'), 'yes'], ['a regional NAT gateway', nat('VpcId: !Ref Vpc, AvailabilityMode: regional'), 'yes'],
    ['a private NAT gateway', nat('SubnetId: !Ref Outer, ConnectivityType: private'), nowhere], ['a public NAT gateway', nat('SubnetId: !Ref Outer, ConnectivityType: public'), 'yes'],
    ['a private NAT gateway in a subnet of another app', nat('SubnetId: subnet-1, ConnectivityType: private'), elsewhere],
    ['an internet gateway', { route: 'GatewayId: !Ref Gateway' }, toGateway], ['an internet gateway of another app', { route: 'GatewayId: igw-1' }, toGateway], ['a gateway of another app', { route: 'GatewayId: vgw-1' }, unknown], ['a gateway that is a parameter', { route: 'GatewayId: !Ref Later' }, unknown],
    ['a virtual private gateway', { route: 'GatewayId: !Ref Own', resources: '  Own: { Type: AWS::EC2::VPNGateway, Properties: { Type: ipsec.1 } }' }, elsewhere],
    ['a transit gateway', { route: 'TransitGatewayId: tgw-1' }, elsewhere], ['a peering', { route: 'VpcPeeringConnectionId: pcx-1' }, elsewhere], ['a carrier gateway', { route: 'CarrierGatewayId: cagw-1' }, elsewhere], ['a local gateway', { route: 'LocalGatewayId: lgw-1' }, elsewhere],
    ['a firewall', { route: 'VpcEndpointId: vpce-1' }, elsewhere], ['a core network', { route: 'CoreNetworkArn: arn' }, elsewhere], ['something new', { route: 'SomethingId: s-1' }, unknown],
    ['an instance for NAT', instance('SubnetId: !Ref Outer, SourceDestCheck: false'), 'yes'], ['an instance for other things', instance('SubnetId: !Ref Outer, SourceDestCheck: true'), nowhere], ['an instance by default', instance('SubnetId: !Ref Outer'), nowhere],
    ['an instance for NAT in a private subnet', instance('SubnetId: !Ref Inner, SourceDestCheck: false'), nowhere], ['an instance for NAT by its interfaces', instance('NetworkInterfaces: [{ DeviceIndex: "0", SubnetId: !Ref Outer }]'), 'yes'],
    ['an instance for NAT by its interfaces, which is behind itself', instance('NetworkInterfaces: [{ DeviceIndex: "0", SubnetId: !Ref Inner }]'), nowhere],
    ['an interface for NAT', instance('SubnetId: !Ref Outer, SourceDestCheck: false', 'NetworkInterfaceId'), 'yes'], ['an interface for other things', instance('SubnetId: !Ref Outer', 'NetworkInterfaceId'), nowhere],
    ['an instance of another app', { route: 'InstanceId: i-1' }, elsewhere], ['an instance of which the check cannot be told', instance('SubnetId: !Ref Outer, SourceDestCheck: !Ref Later'), 'yes'],
    ['no route', { routes: '' }, nowhere], ['a route to somewhere only', { routes: route('InnerRoute', 'InnerTable', 'DestinationCidrBlock: 10.1.0.0/16, TransitGatewayId: tgw-1') }, nowhere],
    ['a route of another table', { routes: route('InnerRoute', 'OuterTable', 'DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat') }, nowhere],
    ['both halves of the internet', { routes: `${route('Low', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/1, NatGatewayId: !Ref Nat')}\n${route('High', 'InnerTable', 'DestinationCidrBlock: 128.0.0.0/1, NatGatewayId: !Ref Nat')}` }, 'yes'],
    ['the upper half', { routes: route('High', 'InnerTable', 'DestinationCidrBlock: 128.0.0.0/1, NatGatewayId: !Ref Nat') }, 'yes'], ['the lower half', { routes: route('Low', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/1, NatGatewayId: !Ref Nat') }, 'yes'],
    ['a destination that is a parameter', { routes: route('InnerRoute', 'InnerTable', 'DestinationCidrBlock: !Ref Later, NatGatewayId: !Ref Nat') }, 'yes'],
    ['IPv6 only, which the function does not use', { routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: eigw-1') }, nowhere],
    ['several routes, of which one leads out', { routes: `${route('A', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway')}\n${route('B', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/1, NatGatewayId: !Ref Nat')}` }, 'yes'],
  ])('%s', (_, network, expected) => expect(answer(network)).toBe(expected));

  test.each<[string, Network, string]>([
    ['a second one that leads out', { resources: association('Second', 'InnerTable') }, 'yes'], ['a second one that leads to an internet gateway', { resources: association('Second', 'OuterTable') }, toGateway],
    ['a second one that has no table, where there is an internet gateway', {}, unknown],
  ])('two subnets, %s', (_, network, expected) => expect(answer({ ...network, subnets: '[!Ref Inner, !Ref Second]' })).toBe(expected));

  test('two subnets, of which one leads to an internet gateway and one nowhere', () => expect(answer({ routes: '', subnets: '[!Ref Inner, !Ref Outer]' })).toBe('some lead to an internet gateway, some nowhere'));

  test('says what mends it', () => expect(ask({ routes: '' }).errors[0]).toMatch(/ Use vpcSubnets: \{ subnetType: SubnetType\.PRIVATE_WITH_EGRESS \} .* to their route tables\)\. See /));

  test('says which subnets are at fault', () => expect(ask({ subnets: '[!Ref Inner, !Ref Outer]' }).errors[0]).toMatch(/^runs in Outer, whose default route/));

  test.each<[string, Network, string]>([
    ['subnets of another app', { subnets: '[subnet-1]' }, unknown], ['a list of subnets that is a parameter', { subnets: '!Ref Later' }, unknown], ['something else than a subnet', { subnets: '[!Ref Vpc]' }, unknown],
    ['a subnet with a table of another app', { subnets: '[!Ref Second]', resources: '  In: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Second, RouteTableId: rtb-1 } }' }, unknown],
    ['a table of another app for a subnet of another app', { resources: '  In: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: subnet-1, RouteTableId: rtb-1 } }' }, 'yes'],
    ['a NAT gateway in a subnet whose table somebody else may fill', { ...nat('SubnetId: !Ref Second'), resources: `  Own: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Second } }\n  Empty: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }\n${association('Second', 'Empty')}\n  Loose: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Later, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway } }` }, unknown],
    ['a NAT gateway behind itself, where somebody else may fill a table', { ...nat('SubnetId: !Ref Inner'), routes: `${route('InnerRoute', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Own')}\n${route('Loose', 'Later', 'DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway')}` }, unknown],
    ['a NAT gateway in a subnet that another one leads out of, where somebody else may fill a table', {
      ...nat('SubnetId: !Ref Second'), routes: `${route('InnerRoute', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Own')}\n${route('SecondRoute', 'SecondTable', 'DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1')}
  SecondTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }\n${association('Second', 'SecondTable')}\n${route('Loose', 'Later', 'DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway')}`,
    }, 'yes'],
    ['a table that a custom resource finds', { subnets: '[!Ref Second]', resources: '  Found: { Type: Custom::Table, Properties: { ServiceToken: arn } }\n  In: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Second, RouteTableId: !Ref Found } }' }, unknown],
    ['a NAT gateway in a subnet whose table is empty', { route: 'NatGatewayId: !Ref Own', resources: `  Own: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Second } }\n  Empty: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }\n${association('Second', 'Empty')}` }, nowhere],
  ])('%s', (_, network, expected) => expect(answer(network)).toBe(expected));

  test('tells the tables of subnets that it was told', () => {
    const [unknowns] = ask({ subnets: '[subnet-1, subnet-2, subnet-2]', tables: [['subnet-1', 'rtb-1'], ['subnet-2', undefined]] }).unknowns;
    expect(unknowns).toMatch(/0\.0\.0\.0\/0 → nat-….*: rtb-1 of subnet-1, that of subnet-2\.$/);
  });

  test('names the way of IPv6', () => expect(ask({ subnets: '[subnet-1]', ipv6: true, group: 'SecurityGroupEgress: [{ IpProtocol: "-1", CidrIpv6: "::/0" }]' }).unknowns[0]).toMatch(/::\/0 → eigw-…/));

  test('names the subnets that lead to another network', () => expect(ask({ route: 'TransitGatewayId: tgw-1' }).unknowns[0]).toMatch(/answers come back: Inner\.$/));

  test('a list of subnets that cannot be told has no names', () => expect(ask({ subnets: '!Ref Later' }).unknowns[0]).toMatch(/: that of subnets whose ids are known at deployment\.$/));
});

describe('IPv6', () => {
  const egressOnly = { routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: eigw-1') };
  const group = 'SecurityGroupEgress: [{ IpProtocol: "-1", CidrIpv6: "::/0" }]';

  test.each<[string, Network, string]>([
    ['an egress-only internet gateway', { ...egressOnly, group, ipv6: true }, 'verify IPv6'], ['the same, as text', { ...egressOnly, group, ipv6: '"true"' }, 'verify IPv6'], ['the same, not used', { ...egressOnly, group, ipv6: false }, 'leads nowhere'],
    ['a parameter for the destination', { routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: !Ref Later, EgressOnlyInternetGatewayId: eigw-1'), group, ipv6: true }, 'verify IPv6'],
    ['a route to somewhere only', { routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: "fd00::/8", EgressOnlyInternetGatewayId: eigw-1'), group, ipv6: true }, 'leads nowhere'],
    ['an internet gateway', { routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref Gateway'), group, ipv6: true }, 'leads nowhere'],
    ['IPv4 leads out too', { ipv6: true }, 'yes'], ['the group lets out IPv4 only', { ...egressOnly, ipv6: true }, 'the security group is shut'],
    ['both lead out, and the group lets out IPv6 only', { routes: `${egressOnly.routes}\n${route('V4', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat')}`, group, ipv6: true }, 'verify IPv6'],
    ['the group says nothing', { ...egressOnly, group: '', ipv6: true }, 'verify IPv6'],
    ['only IPv4 leads out, and the group lets out IPv6 only', { group, ipv6: true }, 'the security group is shut'],
    ['only a list of addresses leads out', { routes: route('InnerRoute', 'InnerTable', 'DestinationPrefixListId: pl-1, NatGatewayId: !Ref Nat'), group, ipv6: true }, 'leads nowhere'],
  ])('%s', (_, network, expected) => expect(answer(network)).toBe(expected));

  test('is offered where it is there and not used', () => {
    expect(ask(egressOnly).errors[0]).toMatch(/or set ipv6AllowedForDualStack: true/);
    expect(ask({ routes: '' }).errors[0]).not.toMatch(/ipv6AllowedForDualStack/);
    expect(ask({ ...egressOnly, subnets: '[!Ref Inner, !Ref Outer]' }).errors[0]).not.toMatch(/ipv6AllowedForDualStack/);
  });

  test('a group is opened in its own words', () => {
    expect(ask({ ...egressOnly, ipv6: true }).errors[0]).toMatch(/over IPv6, .*Peer\.anyIpv6\(\), Port\.tcp\(443\).*allowAllIpv6Outbound: true/);
    expect(ask({ group }).errors[0]).toMatch(/over IPv4, .*Peer\.anyIpv4\(\), Port\.tcp\(443\).*allowAllOutbound: true/);
  });
});

describe('the main route table, of subnets that have no other', () => {
  const alone = (more = '', subnet = 'VpcId: !Ref Vpc', type = 'AWS::EC2::Subnet') => {
    const { graph } = judge(`
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: ${type}, Properties: { ${subnet}, CidrBlock: 10.0.0.0/24 } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1] } } }
${more}`);
    return reachesInternet(graph.app, graph.functions[0], { ports: [], tables: new Map() }).errors.length > 0;
  };
  const table = '  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }';
  const itsRoute = '  Route: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 10.1.0.0/16, VpcPeeringConnectionId: pcx-1 } }';

  test.each([
    ['nobody can have given it a way out', true, ''], ['an internet gateway', false, '  Gateway: { Type: AWS::EC2::InternetGateway }'], ['a NAT gateway', false, '  Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: subnet-1 } }'],
    ['a transit gateway', false, '  Transit: { Type: AWS::EC2::TransitGatewayAttachment, Properties: { VpcId: !Ref Vpc, TransitGatewayId: tgw-1, SubnetIds: [!Ref Subnet] } }'],
    ['a table with routes, which may be the main one', false, `${table}\n${itsRoute}`], ['a table without routes', true, table],
    ['a table with routes of another VPC', true, `${table.replace('!Ref Vpc', '!Ref Other')}\n${itsRoute}\n  Other: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }`], ['a table with routes of a VPC of another app', true, `${table.replace('!Ref Vpc', 'vpc-1')}\n${itsRoute}`],
  ])('%s: closed is %s', (_, closed, more) => expect(alone(more)).toBe(closed));

  test('a VPC of another app', () => expect(alone('', 'VpcId: vpc-1')).toBe(false));

  test('of what a custom resource finds', () => expect(alone('', 'ServiceToken: arn, VpcId: !Ref Vpc', 'Custom::Subnet')).toBe(false));
});

describe('a function with IPv6, and no route that leads out', () => {
  const closed = (resources: string, vpc = '!Ref Vpc', subnet = '!Ref Subnet') => judge(`
Parameters: { Later: { Type: String } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: ${vpc}, CidrBlock: 10.0.0.0/24 } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, VpcConfig: { SubnetIds: [${subnet}], SecurityGroupIds: [sg-1], Ipv6AllowedForDualStack: true } } }
${resources}`).findings.filter(({ rule }) => rule === 'vpc-no-nat-route').map(({ what }) => what);
  const endpoint = (id: string, service: string) => `  ${id}: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc, ServiceName: ${service} } }`;

  test.each([
    ['a table of another app', '  In: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet, RouteTableId: rtb-1 } }', '!Ref Vpc'],
    ['a VPC of another app', '', 'vpc-1'], ['a VPC with an internet gateway', '  Gateway: { Type: AWS::EC2::InternetGateway }', '!Ref Vpc'],
  ])('%s may lead out', (_, resources, vpc) => expect(closed(resources, vpc)).toEqual([]));

  test('a subnet that a custom resource finds may be one', () => {
    expect(closed('', '!Ref Vpc', '!Ref Subnet')).toHaveLength(1);
    expect(closed('  Found: { Type: Custom::Subnet, Properties: { ServiceToken: arn, VpcId: !Ref Vpc } }', '!Ref Vpc', '!Ref Found')).toEqual([]);
  });

  test('what the VPC has endpoints for is told in order', () => {
    expect(closed('')).toEqual([expect.stringMatching(/; the VPC has no endpoints$/)]);
    expect(closed([endpoint('A', 'com.amazonaws.eu-west-1.sqs'), endpoint('B', '!Ref Later'), endpoint('C', '!Sub "com.amazonaws.${AWS::Region}.s3"')].join('\n'))).toEqual([expect.stringMatching(/; the VPC has endpoints for s3, sqs$/)]);
  });
});

describe('security groups', () => {
  const shut = 'the security group is shut';
  const verify = 'verify the security group';
  const egress = (...rules: string[]) => ({ group: `SecurityGroupEgress: [${rules.map((rule) => `{ ${rule} }`).join(', ')}]` });
  const added = (more: string, id = '!Ref Group') => `  Added: { Type: AWS::EC2::SecurityGroupEgress, Properties: { GroupId: ${id}, ${more} } }`;
  const nothing = egress('IpProtocol: icmp, CidrIp: 255.255.255.255/32, FromPort: 252, ToPort: 86');
  const https = 'IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0';

  test.each<[string, Network, string]>([
    ['no rule, so that EC2 lets everything out', { group: '' }, 'yes'], ['everything', {}, 'yes'], ['HTTPS', egress(https), 'yes'], ['TCP by its number', egress('IpProtocol: 6, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0'), 'yes'], ['ports around it', egress('IpProtocol: tcp, FromPort: 1, ToPort: 1024, CidrIp: 0.0.0.0/0'), 'yes'],
    ['ports as text', egress('IpProtocol: tcp, FromPort: "443", ToPort: "443", CidrIp: 0.0.0.0/0'), 'yes'], ['all ports of TCP', egress('IpProtocol: tcp, FromPort: -1, ToPort: -1, CidrIp: 0.0.0.0/0'), 'yes'], ['all protocols, whatever ports stand there', egress('IpProtocol: "-1", FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0'), 'yes'],
    ['ports below', egress('IpProtocol: tcp, FromPort: 80, ToPort: 442, CidrIp: 0.0.0.0/0'), shut], ['ports above', egress('IpProtocol: tcp, FromPort: 444, ToPort: 500, CidrIp: 0.0.0.0/0'), shut], ['UDP', egress('IpProtocol: udp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0'), shut],
    ['nothing', nothing, shut], ['some addresses of the internet', egress('IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 52.0.0.0/8'), 'yes'], ['IPv6 only', egress('IpProtocol: "-1", CidrIpv6: "::/0"'), shut], ['another group', egress('IpProtocol: "-1", DestinationSecurityGroupId: sg-1'), shut],
    ['a prefix list', egress('IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-1'), verify], ['addresses that are a parameter', egress('IpProtocol: "-1", CidrIp: !Ref Later'), verify], ['a protocol that is a parameter', egress('IpProtocol: !Ref Later, CidrIp: 0.0.0.0/0'), verify],
    ['a first port that is a parameter', egress('IpProtocol: tcp, FromPort: !Ref Later, ToPort: 500, CidrIp: 0.0.0.0/0'), verify], ['a last port that is a parameter', egress('IpProtocol: tcp, FromPort: 100, ToPort: !Ref Later, CidrIp: 0.0.0.0/0'), verify],
    ['a first port that is a parameter, and a last one below', egress('IpProtocol: tcp, FromPort: !Ref Later, ToPort: 100, CidrIp: 0.0.0.0/0'), shut], ['a last port that is a parameter, and a first one above', egress('IpProtocol: tcp, FromPort: 500, ToPort: !Ref Later, CidrIp: 0.0.0.0/0'), shut],
    ['TCP without ports', egress('IpProtocol: tcp, CidrIp: 0.0.0.0/0'), 'yes'],
    ['what a custom resource finds', { groups: '[!GetAtt Found.GroupId]', resources: '  Found: { Type: Custom::Group, Properties: { ServiceToken: arn } }' }, verify],
    ['a group that cannot be told, and a rule for another one', { groups: '[!ImportValue group]', resources: added(https, '!ImportValue other') }, verify], ['a group that cannot be told, and a rule for one of another app', { groups: '[!ImportValue group]', resources: added(https, 'sg-1') }, verify],
    ['a group of another app, and a rule for one that cannot be told', { groups: '[sg-1]', resources: added(https, '!ImportValue other') }, verify],
    ['nothing, and another that lets it out', { ...nothing, resources: '  Second2: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x } }', groups: '[!Ref Group, !Ref Second2]' }, 'yes'],
    ['nothing, and a rule of its own', { ...nothing, resources: added(https) }, 'yes'], ['nothing, and a rule of another group', { ...nothing, resources: added(https, 'sg-2') }, shut], ['nothing, and a rule for some group', { ...nothing, resources: added(https, '!Ref Later') }, shut],
    ['a group of another app', { groups: '[sg-1]' }, verify], ['a group of another app that the app adds a rule to', { groups: '[sg-1]', resources: added(https, 'sg-1') }, 'yes'], ['a group of another app that the app adds a rule of UDP to', { groups: '[sg-1]', resources: added('IpProtocol: udp, CidrIp: 0.0.0.0/0', 'sg-1') }, verify],
    ['a group of another app, and a rule of another one', { groups: '[sg-1]', resources: added(https, 'sg-2') }, verify], ['no group', { groups: '[]' }, verify], ['nothing, and a group of another app', { ...nothing, groups: '[!Ref Group, sg-1]' }, verify],
  ])('%s', (_, network, expected) => expect(answer(network)).toBe(expected));

  test.each([
    ['10.0.0.0/8', shut], ['10.0.0.0/0', shut], ['127.0.0.0/8', shut], ['255.255.255.255/32', shut], ['169.254.0.0/16', shut], ['192.168.0.0/16', shut], ['172.16.0.0/12', shut], ['172.20.0.0/16', shut], ['172.31.0.0/16', shut], ['100.64.0.0/10', shut], ['100.70.0.0/16', shut], ['100.99.0.0/16', shut], ['100.110.0.0/16', shut], ['100.127.0.0/16', shut],
    ['11.0.0.0/8', 'yes'], ['101.0.0.0/8', 'yes'], ['100.0.0.0/8', 'yes'], ['100.63.0.0/16', 'yes'], ['100.128.0.0/16', 'yes'], ['172.15.0.0/16', 'yes'], ['172.32.0.0/16', 'yes'], ['192.167.0.0/16', 'yes'], ['169.253.0.0/16', 'yes'], ['52.10.0.0/16', 'yes'],
  ])('the addresses %s: %s', (range, expected) => expect(answer(egress(`IpProtocol: "-1", CidrIp: ${range}`))).toBe(expected));

  test.each([['fd00::/8', shut], ['fc00::/7', shut], ['FD00::/8', shut], ['fe80::/10', shut], ['febf::/16', shut], ['::1/128', shut], ['2600::/12', 'verify IPv6'], ['fec0::/10', 'verify IPv6'], ['2001:fd00::/32', 'verify IPv6']])('the addresses %s: %s', (range, expected) => expect(answer({
    ...egress(`IpProtocol: "-1", CidrIpv6: "${range}"`), routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: eigw-1'), ipv6: true,
  })).toBe(expected));

  test('says which port', () => {
    expect(ask({ ...egress(https), ports: [443, 8443, 5432] }).errors[0]).toMatch(/to TCP port 8443, 5432 of the internet.*Port\.tcp\(8443\)/);
    expect(ask({ groups: '[sg-1]', ports: [443, 8443] }).unknowns[0]).toMatch(/for TCP port 443, 8443 to 0\.0\.0\.0\/0/);
  });

  test('no port is asked for', () => expect(answer({ ...nothing, ports: [] })).toBe('yes'));
});

describe('network ACLs', () => {
  const shut = 'the network ACL is shut';
  const verify = 'verify the network ACL';
  type Entry = readonly [rule: number | string, action: string, egress: boolean | string, more: string];
  const all = 'CidrBlock: 0.0.0.0/0';
  const acl = (entries: readonly Entry[], id = '!Ref Acl', subnet = 'Inner') => `
  Acl: { Type: AWS::EC2::NetworkAcl, Properties: { VpcId: !Ref Vpc } }
  InAcl: { Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: { SubnetId: !Ref ${subnet}, NetworkAclId: ${id} } }
${entries.map(([rule, action, egress, more], index) => `  Entry${index}: { Type: AWS::EC2::NetworkAclEntry, Properties: { NetworkAclId: ${id}, RuleNumber: ${rule}, RuleAction: ${action}, Egress: ${egress}, ${more} } }`).join('\n')}`;
  const out = (more = `Protocol: -1, ${all}`, rule: number | string = 100, action = 'allow'): Entry => [rule, action, true, more];
  const back = (more = `Protocol: -1, ${all}`, rule: number | string = 100, action = 'allow'): Entry => [rule, action, false, more];
  const ports = (from: number | string, to: number | string, cidr = all) => `Protocol: 6, PortRange: { From: ${from}, To: ${to} }, ${cidr}`;

  test.each<[string, readonly Entry[], string]>([
    ['everything', [out(), back()], 'yes'], ['nothing', [], shut], ['nothing out', [back()], shut], ['nothing in', [out()], shut], ['HTTPS out, and answers in', [out(ports(443, 443)), back(ports(1024, 65_535))], 'yes'],
    ['HTTP out', [out(ports(80, 80)), back()], shut], ['ports above', [out(ports(444, 500)), back()], shut], ['ports around it', [out(ports(400, 500)), back()], 'yes'], ['some answers in', [out(), back(ports(32_768, 60_999))], 'yes'], ['low ports in only', [out(), back(ports(22, 1023))], shut], ['UDP', [out(`Protocol: 17, ${all}`), back()], shut],
    ['all ports of TCP', [out(`Protocol: 6, ${all}`), back(`Protocol: 6, ${all}`)], 'yes'], ['no protocol', [out(all), back(all)], 'yes'], ['flags that are not there', [out(), [100, 'allow', '!Ref AWS::NoValue', all]], 'yes'], ['flags as text', [[100, 'allow', '"true"', all], [100, 'allow', '"false"', all]], 'yes'],
    ['private addresses only', [out('Protocol: -1, CidrBlock: 10.0.0.0/8'), back()], shut], ['some addresses of the internet', [out('Protocol: -1, CidrBlock: 52.0.0.0/8'), back()], 'yes'], ['IPv6 only', [out('Protocol: -1, Ipv6CidrBlock: "::/0"'), back()], shut],
    ['denied first', [out(undefined, 100), out(undefined, 50, 'deny'), back()], shut], ['denied later', [out(undefined, 100), out(undefined, 200, 'deny'), back()], 'yes'], ['denied first, in another order', [out(undefined, 9, 'deny'), out(undefined, 10), back()], shut],
    ['another port denied first', [out(ports(80, 80), 50, 'deny'), out(), back()], 'yes'], ['some addresses denied first', [out('Protocol: -1, CidrBlock: 52.0.0.0/8', 50, 'deny'), out(), back()], 'yes'], ['some answers denied first', [out(), back(ports(3389, 3389), 50, 'deny'), back()], 'yes'],
    ['all answers denied first', [out(), back(ports(1024, 65_535), 50, 'deny'), back()], shut], ['answers denied but for the first port', [out(), back(ports(1025, 65_535), 50, 'deny'), back()], 'yes'], ['answers denied but for the last port', [out(), back(ports(1024, 65_534), 50, 'deny'), back()], 'yes'],
    ['a number that is a parameter', [out(undefined, '!Ref Later'), back()], verify], ['a protocol that is a parameter', [out(`Protocol: !Ref Later, ${all}`), back()], verify], ['a first port that is a parameter', [out(ports('!Ref Later', 500)), back()], verify], ['a last port that is a parameter', [out(ports(1, '!Ref Later')), back()], verify],
    ['addresses that are a parameter', [out('Protocol: -1, CidrBlock: !Ref Later'), back()], verify], ['answers that cannot be told', [out(), back('Protocol: -1, CidrBlock: !Ref Later')], verify], ['one way shut, the other cannot be told', [out('Protocol: -1, CidrBlock: !Ref Later')], shut],
    ['a parameter behind what decides', [out(undefined, 100), out('Protocol: -1, CidrBlock: !Ref Later', 200, 'deny'), back()], 'yes'],
  ])('%s', (_, entries, expected) => expect(answer({ resources: acl(entries) })).toBe(expected));

  test('that of another subnet', () => expect(answer({ resources: acl([], '!Ref Acl', 'Outer') })).toBe('yes'));

  test('that of a subnet of another app', () => expect(answer({ resources: acl([]).replace('SubnetId: !Ref Inner', 'SubnetId: subnet-1') })).toBe('yes'));

  test('one of another app', () => expect(answer({ resources: acl([], 'acl-1') })).toBe(verify));

  test('entries of another ACL', () => expect(answer({ resources: `${acl([out(), back()])}\n  Other: { Type: AWS::EC2::NetworkAcl, Properties: { VpcId: !Ref Vpc } }`.replace('InAcl: { Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: { SubnetId: !Ref Inner, NetworkAclId: !Ref Acl', 'InAcl: { Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: { SubnetId: !Ref Inner, NetworkAclId: !Ref Other') })).toBe(shut));

  test('IPv6 has entries of its own', () => {
    const network = { ipv6: true, group: 'SecurityGroupEgress: [{ IpProtocol: "-1", CidrIpv6: "::/0" }]', routes: route('InnerRoute', 'InnerTable', 'DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: eigw-1') };
    expect(answer({ ...network, resources: acl([out('Protocol: -1, Ipv6CidrBlock: "::/0"'), back('Protocol: -1, Ipv6CidrBlock: "::/0"')]) })).toBe('verify IPv6');
    expect(answer({ ...network, resources: acl([out(), back()]) })).toBe(shut);
    expect(ask({ ...network, resources: acl([]) }).errors[0]).toMatch(/over IPv6, .*443 to ::\/0/);
  });

  test('where IPv4 is shut, IPv6 may be open', () => expect(answer({
    ipv6: true, group: '', routes: `${route('V6', 'InnerTable', 'DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: eigw-1')}\n${route('V4', 'InnerTable', 'DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat')}`,
    resources: acl([out('Protocol: -1, Ipv6CidrBlock: "::/0"'), back('Protocol: -1, Ipv6CidrBlock: "::/0"')]),
  })).toBe('verify IPv6'));

  test('says which subnets and ports', () => {
    expect(ask({ resources: acl([out(ports(443, 443)), back()]), ports: [443, 8443, 5432] }).errors[0]).toMatch(/^runs in Inner, whose network ACL does not let TCP port 8443, 5432 out/);
    expect(ask({ resources: acl([], 'acl-1'), ports: [443, 8443] }).unknowns[0]).toMatch(/TCP port 443, 8443 out to 0\.0\.0\.0\/0.*: Inner\.$/);
  });

  test('of subnets of another app nothing is said', () => expect(answer({ subnets: '[subnet-1]', resources: acl([]) })).toBe('verify the route tables'));
});
