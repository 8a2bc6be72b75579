import { ReceiptRule } from 'aws-cdk-lib/aws-ses';
import { Lambda, LambdaInvocationType } from 'aws-cdk-lib/aws-ses-actions';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Bind } from './bound';

/** How a receipt rule invokes the function. */
export interface SesSourceOptions {
  /** Is told when the action is taken. @default - nobody */
  readonly topic?: ITopic;
}

/** SES has no net for what it cannot deliver. */
export const ses = (rule: ReceiptRule, { topic }: SesSourceOptions): Bind => (_, fn) => {
  rule.addAction(new Lambda({ function: fn, invocationType: LambdaInvocationType.EVENT, topic }));
  return { invoker: { service: 'ses.amazonaws.com' } };
};
