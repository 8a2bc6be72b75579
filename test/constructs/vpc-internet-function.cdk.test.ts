import { App, CfnCondition, CfnParameter, CfnResource, Fn, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { FailsafeChecks, SqsTrigger, VpcInternetFunction, VpcInternetFunctionProps } from '../../src';
import { constructContract, nagOfPolledQueues, plain } from '../support/construct-contract';
import { fn } from '../support/parts';

const { PUBLIC, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;
const inner = (subnetType: ec2.SubnetType): ec2.SubnetConfiguration[] => [{ name: 'outer', subnetType: PUBLIC }, { name: 'inner', subnetType }];
const withoutNat: ec2.VpcProps = { natGateways: 0, subnetConfiguration: inner(PRIVATE_WITH_EGRESS) };

/** The VPC is the user's, so its flow logs are; restricting its default group would make a custom resource. */
function network(stack: Stack, props: ec2.VpcProps = {}): ec2.Vpc {
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, maxAzs: 2, ...props });
  Validations.of(vpc).acknowledge({ id: 'AwsSolutions-VPC7', reason: 'a test' });
  return vpc;
}

const natInstances = () => ec2.NatProvider.instanceV2({ instanceType: new ec2.InstanceType('t4g.nano'), defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY });

/** A function that something invokes, as a way out alone is not yet an event that can fail. */
const inVpc = (vpc: (stack: Stack) => ec2.IVpc, options: Partial<VpcInternetFunctionProps> = {}) => (stack: Stack) =>
  void new SqsTrigger(stack, 'Charges', { function: new VpcInternetFunction(stack, 'Fn', { ...plain(stack), vpc: vpc(stack), ...options }) });

const rests = ['sqs: kept → Charges/DeadLetterQueue'];

constructContract('VpcInternetFunction', {
  'a NAT gateway in each zone': { app: inVpc((stack) => network(stack)), rests, nag: nagOfPolledQueues },
  'one NAT gateway, and gateway endpoints': { app: inVpc((stack) => network(stack, { natGateways: 1 }), { gatewayEndpoints: [ec2.GatewayVpcEndpointAwsService.S3] }), rests, nag: nagOfPolledQueues },
  'IPv6 with an egress-only gateway': {
    app: inVpc((stack) => network(stack, { ...withoutNat, ipProtocol: ec2.IpProtocol.DUAL_STACK }), { ipv6AllowedForDualStack: true }), rests, nag: nagOfPolledQueues,
  },
});

type Options = Partial<VpcInternetFunctionProps>;

function made(vpc: (stack: Stack) => ec2.IVpc, options: Options | ((stack: Stack, vpc: ec2.IVpc) => Options) = {}) {
  const stack = new Stack(new App(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const its = vpc(stack);
  const handler = new VpcInternetFunction(stack, 'Charge', { ...plain(stack), vpc: its, ...typeof options === 'function' ? options(stack, its) : options });
  return { stack, vpc: its, handler };
}

/** What synthesis says: why it fails, or else what to verify. */
function said({ stack }: { readonly stack: Stack }): { readonly error?: string; readonly infos: string[] } {
  try {
    (stack.node.root as App).synth();
  } catch (error) {
    return { error: (error as Error).message, infos: [] };
  }
  return { infos: Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('cdk-lambda-failsafe::')).map(({ entry }) => String(entry.data)) };
}

function addRoutes(vpc: ec2.IVpc, properties: object): void {
  for (const subnet of [...vpc.privateSubnets, ...vpc.isolatedSubnets]) new CfnResource(subnet, 'Out', { type: 'AWS::EC2::Route', properties: { RouteTableId: subnet.routeTable.routeTableId, DestinationCidrBlock: '0.0.0.0/0', ...properties } });
}

describe('subnets that reach the internet are accepted', () => {
  const accepted: { readonly [title: string]: () => ReturnType<typeof made> } = {
    'a NAT gateway': () => made((stack) => network(stack)),
    'one NAT gateway for several zones': () => made((stack) => network(stack, { natGateways: 1 })),
    'a NAT instance': () => made((stack) => network(stack, { natGatewayProvider: natInstances(), natGateways: 1 })),
    'a regional NAT gateway': () => made((stack) => {
      const vpc = network(stack, withoutNat);
      const gateway = new CfnResource(stack, 'Regional', { type: 'AWS::EC2::NatGateway', properties: { AvailabilityMode: 'regional', VpcId: vpc.vpcId } });
      addRoutes(vpc, { NatGatewayId: gateway.ref });
      return vpc;
    }),
    'an isolated subnet that was given a route': () => {
      const it = made((stack) => network(stack, { natGateways: 0, subnetConfiguration: inner(PRIVATE_ISOLATED) }), { vpcSubnets: { subnetType: PRIVATE_ISOLATED } });
      addRoutes(it.vpc, { NatGatewayId: 'nat-0123' });
      return it;
    },
    'both protocols': () => made((stack) => network(stack, { natGateways: 1, ipProtocol: ec2.IpProtocol.DUAL_STACK }), { ipv6AllowedForDualStack: true }),
    'a VPC of another stack': () => {
      const other = (stack: Stack) => new Stack(stack.node.root, 'Network', { env: { account: '111122223333', region: 'eu-west-1' } });
      return made((stack) => network(other(stack)));
    },
    'a NAT gateway behind a firewall': () => made((stack) => {
      const vpc = network(stack, { natGateways: 1 });
      vpc.publicSubnets.forEach((subnet) => subnet.node.tryRemoveChild('DefaultRoute'));
      for (const subnet of vpc.publicSubnets) new CfnResource(subnet, 'Out', { type: 'AWS::EC2::Route', properties: { RouteTableId: subnet.routeTable.routeTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: vpc.internetGatewayId } });
      return vpc;
    }),
  };

  const acls: { readonly [title: string]: (acl: ec2.NetworkAcl) => void } = {
    'a network ACL that allows everything': (acl) => entries(acl, [100, 'allow', OUT, ec2.AclTraffic.allTraffic()], [100, 'allow', IN, ec2.AclTraffic.allTraffic()]),
    'a network ACL for the port and the answers, with some denied before': (acl) => entries(acl,
      [10, 'deny', OUT, ec2.AclTraffic.tcpPort(25)], [20, 'deny', OUT, ec2.AclTraffic.tcpPort(443), '198.51.100.0/24'], [30, 'allow', OUT, ec2.AclTraffic.tcpPort(443)], [40, 'deny', OUT, ec2.AclTraffic.allTraffic()],
      [10, 'deny', IN, ec2.AclTraffic.tcpPort(3389)], [20, 'allow', IN, ec2.AclTraffic.tcpPortRange(1024, 65_535)]),
  };
  test.each(Object.entries(acls))('%s', (_, fill) => expect(said(behindAcl(fill))).toEqual({ infos: [] }));

  test.each(Object.entries(accepted))('%s', (_, make) => expect(said(make())).toEqual({ infos: [] }));
});

describe('what has no way out is refused, with the fix', () => {
  const thrown: { readonly [title: string]: readonly [make: () => unknown, says: RegExp] } = {
    'no VPC': [() => new VpcInternetFunction(new Stack(new App(), 'Shop'), 'Charge', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') }), /Shop\/Charge: vpc is missing.*natGateways: 1.*use lambda\.Function/],
    'allowPublicSubnet': [() => made((stack) => network(stack), { allowPublicSubnet: true }), /Shop\/Charge: allowPublicSubnet is true.*Leave it out.*PRIVATE_WITH_EGRESS/],
    'public subnets': [() => made((stack) => network(stack), { vpcSubnets: { subnetType: PUBLIC } }), /public subnets lead to an internet gateway.*Shop\/Vpc\/PublicSubnet1.*Use vpcSubnets: .*PRIVATE_WITH_EGRESS \}\.$/],
    'a VPC that has public subnets only': [() => made((stack) => network(stack, { subnetConfiguration: [{ name: 'outer', subnetType: PUBLIC }] })), /and give the VPC such subnets, with natGateways: 1 or more/],
    'imported public subnets': [() => made((stack) => imported(stack), { vpcSubnets: { subnetType: PUBLIC } }), /public subnets lead to an internet gateway/],
    'imported isolated subnets': [() => made((stack) => imported(stack, { isolatedSubnetIds: ['subnet-3'] }), { vpcSubnets: { subnetType: PRIVATE_ISOLATED } }), /imported with subnets that are isolated.*route 0\.0\.0\.0\/0 to a NAT gateway/],
    'gateway endpoints of an imported VPC': [() => made((stack) => imported(stack), { gatewayEndpoints: [ec2.GatewayVpcEndpointAwsService.S3] }), /gatewayEndpoints cannot be added to Shop\/Imported, which is imported.*where the VPC is made/],
    'no such port': [() => made((stack) => network(stack), { internetPorts: [0] }), /internetPorts has 0.*from 1 to 65535/],
    'no port': [() => made((stack) => network(stack), { internetPorts: [] }), /internetPorts is empty/],
    'no alarms without a reason': [() => made((stack) => network(stack), { withoutAlarms: '' }), /withoutAlarms is the reason/],
  };

  test.each(Object.entries(thrown))('at construction: %s', (_, [make, says]) => expect(make).toThrow(says));

  const failing: { readonly [title: string]: readonly [make: () => ReturnType<typeof made>, says: RegExp] } = {
    'PRIVATE_WITH_EGRESS with natGateways: 0': [() => made((stack) => network(stack, withoutNat)), /\[Shop\/Charge\] runs in Vpc\/innerSubnet1\/Subnet, Vpc\/innerSubnet2\/Subnet, from which no default route leads out.*natGateways: 1 or more/],
    'isolated subnets': [() => made((stack) => network(stack, { natGateways: 0, subnetConfiguration: inner(PRIVATE_ISOLATED) }), { vpcSubnets: { subnetType: PRIVATE_ISOLATED } }), /no default route leads out.*PRIVATE_WITH_EGRESS/],
    'isolated subnets, because there are no others': [() => made((stack) => network(stack, { natGateways: 0 })), /no default route leads out/],
    'one subnet of several': [() => made((stack) => {
      const vpc = network(stack);
      vpc.privateSubnets[1].node.tryRemoveChild('DefaultRoute');
      return vpc;
    }), /runs in Vpc\/PrivateSubnet2\/Subnet, from which/],
    'private subnets that lead to an internet gateway': [() => made((stack) => {
      const vpc = network(stack, withoutNat);
      addRoutes(vpc, { GatewayId: vpc.internetGatewayId });
      return vpc;
    }), /whose default route leads to an internet gateway, which is of no use/],
    'a NAT gateway in a private subnet': [() => made((stack) => {
      const vpc = network(stack, withoutNat);
      addRoutes(vpc, { NatGatewayId: new ec2.CfnNatGateway(stack, 'Nat', { subnetId: vpc.privateSubnets[0].subnetId }).ref });
      return vpc;
    }), /no default route leads out/],
    'a private NAT gateway': [() => made((stack) => {
      const vpc = network(stack, withoutNat);
      addRoutes(vpc, { NatGatewayId: new ec2.CfnNatGateway(stack, 'Nat', { subnetId: vpc.publicSubnets[0].subnetId, connectivityType: 'private' }).ref });
      return vpc;
    }), /no default route leads out/],
    'a NAT instance that drops what is not for itself': [() => made((stack) => {
      const vpc = network(stack, withoutNat);
      addRoutes(vpc, { InstanceId: new ec2.CfnInstance(stack, 'Nat', { subnetId: vpc.publicSubnets[0].subnetId, imageId: 'ami-1' }).ref });
      return vpc;
    }), /no default route leads out/],
    'an egress-only gateway, but no IPv6 for the function': [() => made((stack) => network(stack, { ...withoutNat, ipProtocol: ec2.IpProtocol.DUAL_STACK })), /or set ipv6AllowedForDualStack: true/],
    'a closed group of the function': [() => made((stack) => network(stack), { allowAllOutbound: false }), /let nothing out to TCP port 443 of the internet over IPv4.*Peer\.anyIpv4\(\), Port\.tcp\(443\).*allowAllOutbound: true/],
    'a closed group that is given': [() => made((stack) => network(stack), (stack, vpc) => ({ securityGroups: [group(stack, vpc)] })), /let nothing out to TCP port 443/],
    'a group that is open for another port, and for addresses in the VPC': [() => made((stack) => network(stack), (stack, vpc) => {
      const closed = group(stack, vpc);
      closed.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(80));
      closed.addEgressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(443));
      closed.addEgressRule(group(stack, vpc, 'Other'), ec2.Port.tcp(443));
      return { securityGroups: [closed] };
    }), /let nothing out to TCP port 443/],
    'a port that the code needs as well': [() => made((stack) => network(stack), (stack, vpc) => {
      const closed = group(stack, vpc);
      closed.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));
      return { securityGroups: [closed], internetPorts: [443, 587] };
    }), /TCP port 587/],
    'a network ACL without entries': [() => behindAcl(() => undefined), /runs in Vpc\/PrivateSubnet1\/Subnet, Vpc\/PrivateSubnet2\/Subnet, whose network ACL does not let TCP port 443 out.*1024 to 65535/],
    'a network ACL that denies before it allows': [() => behindAcl((acl) => entries(acl,
      [200, 'allow', OUT, ec2.AclTraffic.allTraffic()], [100, 'deny', OUT, ec2.AclTraffic.tcpPortRange(1, 1023)], [100, 'allow', IN, ec2.AclTraffic.allTraffic()])), /does not let TCP port 443 out/],
    'a network ACL for addresses of the VPC': [() => behindAcl((acl) => entries(acl, [100, 'allow', OUT, ec2.AclTraffic.allTraffic(), '10.0.0.0/16'], [100, 'allow', IN, ec2.AclTraffic.allTraffic()])), /does not let TCP port 443 out/],
    'a network ACL that lets no answers in': [() => behindAcl((acl) => entries(acl, [100, 'allow', OUT, ec2.AclTraffic.allTraffic()], [100, 'allow', IN, ec2.AclTraffic.tcpPort(443)])), /or not the answers in/],
    'a network ACL for UDP': [() => behindAcl((acl) => entries(acl, [100, 'allow', OUT, ec2.AclTraffic.udpPortRange(0, 65_535)], [100, 'allow', IN, ec2.AclTraffic.allTraffic()])), /does not let TCP port 443 out/],
    'IPv6 only, with a network ACL for IPv4': [() => behindAcl((acl) => entries(acl, [100, 'allow', OUT, ec2.AclTraffic.allTraffic()], [100, 'allow', IN, ec2.AclTraffic.allTraffic()]), { ...withoutNat, ipProtocol: ec2.IpProtocol.DUAL_STACK }, { ipv6AllowedForDualStack: true }), /over IPv6.*TCP port 443 to ::\/0/],
    'IPv6 only, with a group for IPv4 only': [() => made((stack) => network(stack, { ...withoutNat, ipProtocol: ec2.IpProtocol.DUAL_STACK }), { ipv6AllowedForDualStack: true, allowAllIpv6Outbound: false }), /over IPv6.*Peer\.anyIpv6\(\).*allowAllIpv6Outbound: true/],
  };

  test.each(Object.entries(failing))('at synthesis: %s', (_, [make, says]) => expect(said(make()).error).toMatch(says));

  test('what changes between two syntheses counts', () => {
    const it = made((stack) => network(stack, withoutNat));
    expect(said(it).error).toMatch(/no default route/);
    addRoutes(it.vpc, { NatGatewayId: 'nat-0123' });
    expect(said(it).error).toBeUndefined();
  });

  test('also next to our checks of the whole app, and only for the function that asked', () => {
    const { stack, vpc } = made((scope) => network(scope, withoutNat));
    fn(stack, 'Other', { vpc });
    Validations.of(stack.node.root).addPlugins(new FailsafeChecks());
    expect(said({ stack }).error).toMatch(/Validation failed with the following errors:\n {2}\[Shop\/Charge\] runs in [^[]*$/);
  });

  test('in a stage, and when a condition says so', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
    const vpc = network(stack, withoutNat);
    addRoutes(vpc, { NatGatewayId: 'nat-0123' });
    const cheap = new CfnCondition(stack, 'Cheap', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage').valueAsString, 'prod') });
    (vpc.privateSubnets[1].node.findChild('Out') as CfnResource).cfnOptions.condition = cheap;
    new VpcInternetFunction(stack, 'Charge', { ...plain(stack), vpc });
    expect(() => app.synth()).toThrow(/\[Prod\/Shop\/Charge\] when .*: runs in Vpc\/innerSubnet2\/Subnet, from which/);
  });
});

const { EGRESS: OUT, INGRESS: IN } = ec2.TrafficDirection;

type Entry = readonly [ruleNumber: number, action: 'allow' | 'deny', direction: ec2.TrafficDirection, traffic: ec2.AclTraffic, cidr?: string];

function entries(acl: ec2.NetworkAcl, ...all: readonly Entry[]): void {
  all.forEach(([ruleNumber, action, direction, traffic, cidr], index) =>
    void acl.addEntry(`Entry${index}`, { ruleNumber, direction, traffic, ruleAction: action === 'allow' ? ec2.Action.ALLOW : ec2.Action.DENY, cidr: cidr === undefined ? ec2.AclCidr.anyIpv4() : ec2.AclCidr.ipv4(cidr) }));
}

/** The entries come after the function, and count all the same. */
function behindAcl(fill: (acl: ec2.NetworkAcl) => void, props: ec2.VpcProps = {}, options: Options = {}): ReturnType<typeof made> {
  const it = made((stack) => network(stack, props), options);
  fill(new ec2.NetworkAcl(it.stack, 'Acl', { vpc: it.vpc, subnetSelection: { subnetType: PRIVATE_WITH_EGRESS } }));
  return it;
}

const group = (stack: Stack, vpc: ec2.IVpc, id = 'Group') => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false });

describe('a security group that lets the function out is accepted', () => {
  test.each<[string, (closed: ec2.SecurityGroup) => void]>([
    ['443 to everywhere', (closed) => closed.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443))],
    ['443 to one partner', (closed) => closed.addEgressRule(ec2.Peer.ipv4('203.0.113.0/24'), ec2.Port.tcpRange(400, 500))],
    ['all TCP', (closed) => closed.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.allTcp())],
    ['all traffic, in a resource of its own', (closed) => void new ec2.CfnSecurityGroupEgress(closed.stack, 'Out', { groupId: closed.securityGroupId, ipProtocol: '-1', cidrIp: '0.0.0.0/0' })],
    ['in a resource of its own', (closed) => void new ec2.CfnSecurityGroupEgress(closed.stack, 'Out', { groupId: closed.securityGroupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0' })],
  ])('%s', (_, open) => {
    const it = made((stack) => network(stack), (stack, vpc) => ({ securityGroups: [group(stack, vpc)] }));
    // What is added after the function counts as well.
    open(it.stack.node.findChild('Group') as ec2.SecurityGroup);
    expect(said(it)).toEqual({ infos: [] });
  });

  test('one of several is enough', () => {
    expect(said(made((stack) => network(stack), (stack, vpc) => ({ securityGroups: [group(stack, vpc), new ec2.SecurityGroup(stack, 'Open', { vpc })] })))).toEqual({ infos: [] });
  });

  test('the group that CDK makes, opened by connections', () => {
    const it = made((stack) => network(stack), { allowAllOutbound: false });
    it.handler.connections.allowTo(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));
    expect(said(it)).toEqual({ infos: [] });
  });
});

const imported = (stack: Stack, attributes: Partial<ec2.VpcAttributes> = {}) => ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
  vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], publicSubnetIds: ['subnet-1'], privateSubnetIds: ['subnet-2'], privateSubnetRouteTableIds: ['rtb-2'], ...attributes,
});

describe('what cannot be known from here: what to verify', () => {
  const verified: { readonly [title: string]: readonly [make: () => ReturnType<typeof made>, says: RegExp] } = {
    'an imported VPC': [() => made((stack) => imported(stack)), /route 0\.0\.0\.0\/0 → nat-….*none to igw-….*: rtb-2 of subnet-2\./],
    'without route tables': [() => made((stack) => imported(stack, { privateSubnetRouteTableIds: undefined })), /: that of subnet-2\./],
    'subnets that are known at deployment': [() => made((stack) => imported(stack, { privateSubnetIds: Fn.split(',', new CfnParameter(stack, 'Subnets').valueAsString, 1), privateSubnetRouteTableIds: undefined })), /that of subnets whose ids are known at deployment/],
    'a VPC that was looked up': [() => made((stack) => ec2.Vpc.fromLookup(stack, 'Looked', { vpcId: 'vpc-1' })), /Verify that each of their route tables has a route 0\.0\.0\.0\/0/],
    'a transit gateway': [() => made((stack) => {
      const vpc = network(stack, withoutNat);
      addRoutes(vpc, { TransitGatewayId: 'tgw-1' });
      return vpc;
    }), /sends what is for the internet to another network.*goes on to the internet by NAT.*: Vpc\/innerSubnet1\/Subnet, Vpc\/innerSubnet2\/Subnet\./],
    'an imported security group': [() => made((stack) => network(stack), (stack) => ({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')] })), /outbound rule for TCP port 443 to 0\.0\.0\.0\/0/],
    'an imported network ACL': [() => {
      const it = made((stack) => network(stack));
      it.vpc.privateSubnets[0].associateNetworkAcl('Acl', ec2.NetworkAcl.fromNetworkAclId(it.stack, 'Acl', 'acl-1'));
      return it;
    }, /network ACL is not, or not wholly, part of this app\. Verify that it lets TCP port 443 out to 0\.0\.0\.0\/0, and TCP ports 1024 to 65535 in from there: Vpc\/PrivateSubnet1\/Subnet\./],
    'IPv6 only': [() => made((stack) => network(stack, { ...withoutNat, ipProtocol: ec2.IpProtocol.DUAL_STACK }), { ipv6AllowedForDualStack: true }), /over IPv6 only.*AWS_USE_DUALSTACK_ENDPOINT/],
  };

  test.each(Object.entries(verified))('%s', (_, [make, says]) => {
    const { error, infos } = said(make());
    expect(error).toBeUndefined();
    expect(infos).toEqual([expect.stringMatching(says)]);
  });

  test('until somebody acknowledges that it was', () => {
    const it = made((stack) => imported(stack));
    Validations.of(it.handler).acknowledge({ id: 'cdk-lambda-failsafe::vpc-internet-unverified', reason: 'rtb-2 → nat-1' });
    expect(said(it)).toEqual({ infos: [] });
  });
});

describe('gateway endpoints', () => {
  const { S3, DYNAMODB } = ec2.GatewayVpcEndpointAwsService;
  const endpoints = (stack: Stack) => Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint');

  test('none by default', () => expect(endpoints(made((stack) => network(stack)).stack)).toEqual({}));

  test('one for each service, for all private and public route tables, however many functions ask', () => {
    const { stack, vpc } = made((scope) => network(scope), { gatewayEndpoints: [S3, DYNAMODB] });
    new VpcInternetFunction(stack, 'Other', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), vpc, gatewayEndpoints: [S3] });
    expect(Object.keys(endpoints(stack))).toHaveLength(2);
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway', ServiceName: { 'Fn::Join': ['', Match.arrayWith(['.s3'])] } });
  });

  test('not where the VPC has one', () => {
    const { stack } = made((scope) => {
      const vpc = network(scope);
      vpc.addGatewayEndpoint('Storage', { service: S3 });
      return vpc;
    }, { gatewayEndpoints: [S3] });
    expect(Object.keys(endpoints(stack))).toEqual([expect.stringMatching(/^VpcStorage/)]);
  });
});

describe('alarms', () => {
  const alarms = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')) as { Properties: { AlarmActions?: unknown[] } }[];

  test('when a NAT gateway has no ports left, with the actions', () => {
    const topics: sns.Topic[] = [];
    const { stack, handler } = made((scope) => network(scope), (scope) => ({ alarmActions: [new actions.SnsAction(topics[topics.push(new sns.Topic(scope, 'OnCall')) - 1])] }));
    const [gateway] = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::NatGateway'));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/NATGateway', MetricName: 'ErrorPortAllocation', Dimensions: [{ Name: 'NatGatewayId', Value: { Ref: gateway } }], Statistic: 'Sum', Period: 60, Threshold: 1,
      EvaluationPeriods: 1, DatapointsToAlarm: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching', AlarmActions: [stack.resolve(topics[0].topicArn)],
    });
    expect(handler.alarms.map(({ node }) => node.id)).toEqual(['VpcPublicSubnet1NATGatewayPortAllocationAlarm', 'VpcPublicSubnet2NATGatewayPortAllocationAlarm']);
    expect(handler.natGatewayIds).toHaveLength(2);
  });

  test('one for each gateway, however many functions use it, with the actions of all', () => {
    const it = made((scope) => network(scope, { natGateways: 1 }));
    const action = new actions.SnsAction(new sns.Topic(it.stack, 'OnCall'));
    const again = ['Second', 'Third'].map((id) => new VpcInternetFunction(it.stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), vpc: it.vpc, alarmActions: [action] }));
    expect(again.map((handler) => handler.alarms)).toEqual([it.handler.alarms, it.handler.alarms]);
    expect(alarms(it.stack).map(({ Properties }) => Properties.AlarmActions?.length)).toEqual([1]);
  });

  test('none for a reason, and none where there is no NAT gateway in the app', () => {
    expect(made((stack) => network(stack), { withoutAlarms: 'watched by Datadog' }).handler.alarms).toEqual([]);
    expect(made((stack) => imported(stack)).handler.alarms).toEqual([]);
  });

  test('metrics', () => {
    const { handler } = made((stack) => network(stack));
    expect(handler.metricPortAllocationErrors(handler.natGatewayIds[0])).toMatchObject({ namespace: 'AWS/NATGateway', metricName: 'ErrorPortAllocation', statistic: 'Sum', dimensions: { NatGatewayId: handler.natGatewayIds[0] } });
    expect(handler.metricPortAllocationErrors('nat-1', { statistic: 'Maximum' })).toMatchObject({ statistic: 'Maximum', dimensions: { NatGatewayId: 'nat-1' } });
  });
});

test('moving from lambda.Function keeps everything as it is, and adds alarms only', () => {
  const resources = (make: (stack: Stack, vpc: ec2.Vpc) => void) => {
    const stack = new Stack(new App(), 'Shop');
    make(stack, network(stack));
    return Template.fromStack(stack).toJSON().Resources as { [id: string]: { Type: string } };
  };
  const props = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') };
  const before = resources((stack, vpc) => void new lambda.Function(stack, 'Charge', { ...props, vpc }));
  const after = resources((stack, vpc) => void new VpcInternetFunction(stack, 'Charge', { ...props, vpc }));
  for (const id of Object.keys(before)) expect(after[id]).toEqual(before[id]);
  expect(new Set(Object.keys(after).filter((id) => !(id in before)).map((id) => after[id].Type))).toEqual(new Set(['AWS::CloudWatch::Alarm']));
});
