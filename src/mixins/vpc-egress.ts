import { Mixin } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { isSet, owner } from './resource';
import { VpcInternetFunction } from '../constructs/vpc-internet-function';
import { verifyInternet } from '../plug/verify';

/** What must be reachable. */
export interface VpcEgressProps {
  /** TCP ports of the internet that the code connects to. Range: 1 to 65535. @default [443] */
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
  constructor(private readonly props: VpcEgressProps = {}) {
    super();
  }

  /** Functions in a VPC to which it has not been applied. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof CfnFunction && isSet(construct, 'vpcConfig') && !(owner(construct) instanceof VpcInternetFunction) && !asked.has(construct);
  }

  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    asked.add(construct);
    const { internetPorts = [443] } = this.props;
    verifyInternet(owner(construct as CfnFunction), { ports: internetPorts, tables: new Map() });
  }
}

const asked = new WeakSet<IConstruct>();
