import { Repository, RepositoryEventTrigger } from 'aws-cdk-lib/aws-codecommit';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bind } from './bound';

/** Which events of a repository invoke the function. */
export interface CodeCommitSourceOptions {
  /** What has to happen. @default [RepositoryEventTrigger.ALL] */
  readonly events?: RepositoryEventTrigger[];

  /** On which branches. @default - on all */
  readonly branches?: string[];

  /** What the function gets beside the event. @default - nothing */
  readonly customData?: string;

  /** Name of the trigger. @default - the ARN of the function */
  readonly triggerName?: string;
}

/** CodeCommit has no net for what it cannot deliver. */
export const codeCommit = (repository: Repository, { events, branches, customData, triggerName }: CodeCommitSourceOptions): Bind => (scope, fn) => {
  fn.addPermission(`InvokedBy${scope.node.addr}`, { principal: new ServicePrincipal('codecommit.amazonaws.com'), sourceArn: repository.repositoryArn });
  repository.notify(fn.functionArn, { name: triggerName, events, branches, customData });
  return { invoker: { service: 'codecommit.amazonaws.com', sourceArn: repository.repositoryArn } };
};
