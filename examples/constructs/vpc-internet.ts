import { App, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { GatewayVpcEndpointAwsService, IpProtocol, Peer, Port, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsTrigger, VpcInternetFunction } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const code = Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });');
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];

// One NAT gateway for all zones, and nothing that goes to S3 or DynamoDB passes it.
const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
const chargeCard = new VpcInternetFunction(stack, 'ChargeCard', {
  runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, vpc, alarmActions,
  gatewayEndpoints: [GatewayVpcEndpointAwsService.S3, GatewayVpcEndpointAwsService.DYNAMODB],
});
new SqsTrigger(stack, 'Charges', { function: chargeCard, alarmActions });

// A security group that lets out what is needed, and no more.
const sendMail = new VpcInternetFunction(stack, 'SendMail', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, vpc, alarmActions, allowAllOutbound: false, internetPorts: [443, 587] });
for (const port of [443, 587]) sendMail.connections.allowTo(Peer.anyIpv4(), Port.tcp(port));
new SqsTrigger(stack, 'Mails', { function: sendMail, alarmActions });

// Without NAT: IPv6 through an egress-only internet gateway, which costs nothing.
const ipv6 = new Vpc(stack, 'DualStackVpc', {
  ipProtocol: IpProtocol.DUAL_STACK, natGateways: 0, restrictDefaultSecurityGroup: false,
  subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }, { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS }],
});
const notify = new VpcInternetFunction(stack, 'Notify', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, vpc: ipv6, ipv6AllowedForDualStack: true, alarmActions });
new SqsTrigger(stack, 'Notifications', { function: notify, alarmActions });

app.synth();
