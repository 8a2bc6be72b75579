import { IConstruct } from 'constructs';
import { account, Policies, Policy } from './policies';

/** What is asked of the simulator: may this one do that? */
export interface Request {
  readonly action: string;
  /** The queue, topic, bucket, bus, function or key, or the ARN of something that the stack only names. */
  readonly on: IConstruct | string;
  /** A role, or the name of a service. */
  readonly by: IConstruct | string;
  /** What else is told of the call, such as `s3:prefix`. */
  readonly context?: { readonly [key: string]: string };
  /** For whom a service does it. */
  readonly sourceArn?: string;
}

interface Simulator {
  runSimulation(simulation: object, options: object): Promise<{ readonly resultType: string; readonly overallResult?: string; readonly errors?: unknown }>;
}

const { DEPLOY_POLICY_SIMULATOR: library } = process.env;
if (!library) throw new Error('npm run test:deploy installs the simulator of policies');
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { runSimulation } = require(library) as Simulator;

const allowAll = [{ orgIdentifier: 'root', policies: [{ name: 'FullAWSAccess', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }] }];

/** As IAM would decide; with `changed` of the policies that the stack has. */
export async function allowed(policies: Policies, { action, on, by, context, sourceArn }: Request, changed = (policy: Policy): Policy => policy): Promise<boolean> {
  const arn = policies.arn(on);
  const [resourcePolicy] = [policies.ofResource(on)].filter((policy) => policy !== undefined).map(changed).filter(saysSomething);
  const service = typeof by === 'string';
  const { resultType, overallResult, errors } = await runSimulation({
    request: {
      action, principal: service ? by : policies.arn(by),
      resource: { resource: typeof on !== 'string' && action === 's3:PutObject' ? `${arn}/key` : arn, accountId: account },
      contextVariables: {
        'aws:SecureTransport': 'true', ...context,
        ...service ? { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': by, 'aws:SourceAccount': account, ...sourceArn ? { 'aws:SourceArn': sourceArn } : {} } : { 'aws:PrincipalAccount': account },
      },
    },
    identityPolicies: service ? [] : policies.ofRole(by).map(changed).filter(saysSomething).map((policy, index) => ({ name: `policy${index}`, policy })),
    resourcePolicy,
    serviceControlPolicies: allowAll, resourceControlPolicies: [],
  }, {});
  if (resultType === 'error') throw new Error(`the simulator refuses ${action}: ${JSON.stringify(errors)}`);
  return overallResult === 'Allowed';
}

const saysSomething = ({ Statement }: Policy): boolean => Statement.length > 0;
