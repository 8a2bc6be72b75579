import { Stack, Token } from 'aws-cdk-lib';
import { Alarm, IAlarmAction, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnNatGateway, CfnRoute, CfnVPCEndpoint, GatewayVpcEndpointAwsService, ISubnet, IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms, everyMinute } from './alarms';
import { verify, verifyInternet } from '../plug/verify';

/**
 * Properties of a `VpcInternetFunction`: those of a function, with `vpc` required.
 *
 * `allowPublicSubnet` is refused, as a public subnet is of no use to a function. `allowAllIpv6Outbound` is true by default where
 * `ipv6AllowedForDualStack` is, unless `allowAllOutbound` is false.
 */
export interface VpcInternetFunctionProps extends FunctionProps, AlarmOptions {
  /**
   * Services to which the VPC gets a gateway endpoint, which costs nothing and keeps their traffic off the NAT gateway:
   * `GatewayVpcEndpointAwsService.S3` and `.DYNAMODB`. One that the VPC has already is not made again.
   *
   * They are for all subnets of the VPC, and stand below it, so that they stay when this function goes. Not possible with an
   * imported VPC.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
   */
  readonly gatewayEndpoints?: GatewayVpcEndpointAwsService[];

  /**
   * TCP ports of the internet that the code connects to. The security groups must let all of them out.
   *
   * Range: 1 to 65535.
   *
   * @default [443]
   */
  readonly internetPorts?: number[];
}

/**
 * A function in private subnets that really reach the internet.
 *
 * A function in a VPC has no public address, so that it reaches the internet by way of NAT only, or, over IPv6, of an egress-only
 * internet gateway. In a public or isolated subnet, or behind a closed security group, every call out of the VPC hangs until the
 * function times out, and its event fails. So the way of every subnet is followed when the app is synthesized, from its route
 * table to the gateway and on from there, and synthesis fails where it leads nowhere. What is imported cannot be followed; you
 * are told what to verify.
 *
 * It makes no VPC: a function without one reaches the internet already, and a NAT gateway costs money by the hour. It is for
 * functions that need something in a VPC as well, or a fixed address.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
 *
 * @example
 *
 * new VpcInternetFunction(this, 'ChargeCard', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('charge-card'), vpc });
 */
export class VpcInternetFunction extends Function {
  /**
   * The NAT gateways, known when the function is made, that its subnets lead to. An alarm on each tells when it has no ports left.
   */
  public readonly natGatewayIds: string[];

  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  /**
   * @throws without `vpc`, with `allowPublicSubnet`, in public subnets, in imported subnets that are isolated, and for
   * `gatewayEndpoints` of an imported VPC
   */
  constructor(scope: Construct, id: string, props: VpcInternetFunctionProps) {
    refuseContradictions(`${scope.node.path}/${id}`, props);
    const { vpc, securityGroups, allowAllOutbound, ipv6AllowedForDualStack } = props;
    super(scope, id, { ...ipv6AllowedForDualStack && !securityGroups?.length && allowAllOutbound !== false ? { allowAllIpv6Outbound: true } : {}, ...props });

    const { subnets } = vpc!.selectSubnets(props.vpcSubnets);
    addGatewayEndpoints(vpc!, props.gatewayEndpoints ?? []);
    const gateways = natGatewaysOf(subnets);
    this.natGatewayIds = gateways.map((gateway) => gateway.id);
    this.alarms = watch(this, gateways, props);

    const tables = new Map(subnets.map((subnet) => [subnet.subnetId, tableOf(subnet)]));
    verifyInternet(this, { ports: props.internetPorts ?? [443], tables });
    verify(this);
  }

  /**
   * How often a NAT gateway had no port left for a connection.
   *
   * @param natGatewayId such as one of `natGatewayIds`
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
   */
  public metricPortAllocationErrors(natGatewayId: string, options: MetricOptions = {}): Metric {
    return new Metric({ namespace: 'AWS/NATGateway', metricName: 'ErrorPortAllocation', dimensionsMap: { NatGatewayId: natGatewayId }, ...everyMinute, ...options }).attachTo(this);
  }
}

/** What can be said before the function is made, so that it is said in place of what CDK says, with the way that leads out. */
function refuseContradictions(path: string, { vpc, vpcSubnets, allowPublicSubnet, gatewayEndpoints, internetPorts = [443] }: VpcInternetFunctionProps): void {
  const refuse = (why: string): never => { throw new Error(`${path}: ${why}`); };
  if (!vpc) return refuse('vpc is missing. Set it to a VPC with NAT, such as new Vpc(this, \'Vpc\', { natGateways: 1 }); a function that needs nothing in a VPC reaches the internet best without one: use lambda.Function.');
  const fix = 'Use vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS }';
  if (allowPublicSubnet) refuse(`allowPublicSubnet is true, but a function in a public subnet has no public address, so that nothing it sends out of the VPC is answered. Leave it out. ${fix}.`);
  const { subnets } = vpc.selectSubnets(vpcSubnets);
  const among = (some: readonly ISubnet[]) => subnets.filter(({ subnetId }) => some.some((subnet) => subnet.subnetId === subnetId)).map(({ node }) => node.path).join(', ');
  // Before a VPC is looked up for the first time, CDK has some that are of every kind.
  const notPrivate = (some: readonly ISubnet[]) => some.filter(({ subnetId }) => !vpc.privateSubnets.some((subnet) => subnet.subnetId === subnetId));
  const isPublic = among(notPrivate(vpc.publicSubnets));
  if (isPublic) refuse(`public subnets lead to an internet gateway, which is of no use to a function, as that has no public address: ${isPublic}. ${fix}${vpc.privateSubnets.length > 0 ? '' : ' and give the VPC such subnets, with natGateways: 1 or more'}.`);
  const isolated = vpc instanceof Vpc ? '' : among(notPrivate(vpc.isolatedSubnets));
  if (isolated) refuse(`the VPC is imported with subnets that are isolated, so they have no way to the internet: ${isolated}. ${fix}, with subnets whose route table has a route 0.0.0.0/0 to a NAT gateway.`);
  if (gatewayEndpoints?.length && !(vpc instanceof Vpc)) refuse(`gatewayEndpoints cannot be added to ${vpc.node.path}, which is imported: nobody knows here what endpoints it has. Leave them out, and add them where the VPC is made.`);
  for (const port of internetPorts) if (!Token.isUnresolved(port) && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) refuse(`internetPorts has ${port}; a port is a whole number from 1 to 65535, such as 443`);
  if (internetPorts.length === 0) refuse('internetPorts is empty; leave it out for 443, or name the ports that the code connects to');
}

/** Does not add one that is there: EC2 refuses a second route of a route table to the same service. */
function addGatewayEndpoints(vpc: IVpc, services: readonly GatewayVpcEndpointAwsService[]): void {
  const written = (value: unknown) => JSON.stringify(vpc.stack.resolve(value));
  for (const service of services) {
    const made = vpc.stack.node.findAll().some((construct) => construct instanceof CfnVPCEndpoint && construct.vpcEndpointType === 'Gateway'
      && written(construct.vpcId) === written(vpc.vpcId) && written(construct.serviceName) === written(service.name));
    const [short] = service.name.split('.').slice(-1);
    if (!made) vpc.addGatewayEndpoint(`GatewayEndpoint-${short}`, { service });
  }
}

interface NatGateway {
  readonly id: string;
  /** Unique in the app. */
  readonly key: string;
  /** Stays the same when others are added. */
  readonly name: string;
}

/** The NAT gateways that the routes of the subnets name. */
function natGatewaysOf(subnets: readonly ISubnet[]): NatGateway[] {
  const found = new Map<string, NatGateway>();
  for (const route of subnets.flatMap(({ node }) => node.findAll())) {
    if (!(route instanceof CfnRoute) || route.natGatewayId === undefined) continue;
    const { natGatewayId: id, stack } = route;
    const written = (value: string) => JSON.stringify(stack.resolve(value));
    const key = Token.isUnresolved(id) ? `${stack.node.addr} ${written(id)}` : id;
    if (found.has(key)) continue;
    const made = stack.node.findAll().find((construct) => construct instanceof CfnNatGateway && written(construct.ref) === written(id));
    const name = made ? made.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id).join('') : Token.isUnresolved(id) ? `Nat${found.size + 1}` : id;
    found.set(key, { id, key, name });
  }
  return [...found.values()];
}

interface Watched { readonly alarm: Alarm; readonly actions: Set<IAlarmAction> }

const watched = new WeakMap<Stack, Map<string, Watched>>();

/** One alarm for each NAT gateway in each stack, however many functions of the stack use it. */
function watch(fn: VpcInternetFunction, gateways: readonly NatGateway[], options: AlarmOptions): Alarm[] {
  const alarms = new Alarms(fn, options);
  if (options.withoutAlarms !== undefined) return [];
  const before = watched.get(fn.stack) ?? new Map<string, Watched>();
  watched.set(fn.stack, before);
  return gateways.map(({ id, key, name }) => {
    const there = before.get(key);
    if (!there) {
      alarms.add(`${name}PortAllocationAlarm`, {
        metric: fn.metricPortAllocationErrors(id),
        says: `The NAT gateway ${name}, by which ${fn.node.path} reaches the internet, has had no port left for a connection: calls fail. Give it more addresses, or reuse connections in the code.`,
      });
      const alarm = alarms.all[alarms.all.length - 1];
      before.set(key, { alarm, actions: new Set(options.alarmActions) });
      return alarm;
    }
    const added = (options.alarmActions ?? []).filter((action) => !there.actions.has(action));
    there.alarm.addAlarmAction(...added);
    added.forEach((action) => there.actions.add(action));
    return there.alarm;
  });
}

/** What is known of the route table of an imported subnet. */
function tableOf(subnet: ISubnet): string | undefined {
  const { routeTableId } = subnet.routeTable as { readonly routeTableId?: string };
  return routeTableId === undefined || Token.isUnresolved(routeTableId) ? undefined : routeTableId;
}
