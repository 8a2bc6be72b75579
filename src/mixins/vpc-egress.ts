import { Mixin, Token } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { isSet, owner } from './resource';
import { VpcInternetFunction } from '../constructs/vpc-internet-function';
import { verifyInternet } from '../plug/verify';

/** What must be reachable. */
export interface VpcEgressProps {
  /** TCP ports of the internet that the code connects to. Range: 1 to 65535, one at least. @default [443] */
  readonly internetPorts?: number[];
}

/**
 * Makes the synthesis fail when a function in a VPC does not reach the internet, as `VpcInternetFunction` does for itself. It changes
 * nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
 *
 * @example
 *
 * chargeCard.with(new VpcEgress());
 */
export class VpcEgress extends Mixin {
  private readonly ports: number[];

  /** @throws when a port is out of range, and when there is none */
  constructor(props: VpcEgressProps = {}) {
    super();
    const { internetPorts = [443] } = props;
    const wrong = internetPorts.find((port) => !Token.isUnresolved(port) && !(Number.isInteger(port) && port >= 1 && port <= 65_535));
    if (wrong !== undefined) throw new Error(`VpcEgress: internetPorts has ${wrong}; a port is a whole number from 1 to 65535, such as 443`);
    if (internetPorts.length === 0) throw new Error('VpcEgress: internetPorts is empty; leave it out for 443, or name the ports that the code connects to');
    this.ports = internetPorts;
  }

  /** Functions in a VPC, unless these ports are asked for already. A `VpcInternetFunction` asks for its own. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof CfnFunction && isSet(construct, 'vpcConfig') && !(owner(construct) instanceof VpcInternetFunction) && this.newFor(construct).length > 0;
  }

  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const ports = this.newFor(construct);
    asked.set(construct, [...asked.get(construct) ?? [], ...ports]);
    verifyInternet(owner(construct as CfnFunction), { ports, tables: new Map() });
  }

  private newFor(construct: IConstruct): number[] {
    return this.ports.filter((port) => !asked.get(construct)?.includes(port));
  }
}

/** The ports by function. */
const asked = new WeakMap<IConstruct, number[]>();
