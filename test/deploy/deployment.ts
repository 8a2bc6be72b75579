import { CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, ListStackResourcesCommand, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { DeleteFunctionCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { CfnElement, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { aws, until } from './target';

/** A stack that is there. */
export class Deployment {
  /** By plain CreateStack of the template as it was synthesized. */
  public static async of(stack: Stack, template: object): Promise<Deployment> {
    const { stackName: StackName } = stack;
    await aws.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] }));
    await until(`${StackName} is deployed`, async () => {
      const { Stacks: [{ StackStatus } = { StackStatus: undefined }] = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }));
      if (StackStatus !== 'CREATE_COMPLETE' && StackStatus !== 'CREATE_IN_PROGRESS') throw new Error(`${StackName} could not be deployed: ${await failure(StackName)}`);
      return StackStatus === 'CREATE_COMPLETE';
    });
    const { StackResourceSummaries = [] } = await aws.cloudFormation.send(new ListStackResourcesCommand({ StackName }));
    const deployed = new Deployment(stack, StackResourceSummaries);
    await deployed.pollersAreUp();
    return deployed;
  }

  private constructor(private readonly stack: Stack, private readonly resources: readonly StackResourceSummary[]) {}

  /** The URL of a queue, the ARN of a topic, the name of everything else. */
  public physical(construct: IConstruct): string {
    const id = this.stack.getLogicalId((construct.node.defaultChild ?? construct) as CfnElement);
    const found = this.resources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId;
    if (!found) throw new Error(`${construct.node.path} was not deployed`);
    return found;
  }

  /** All resources of a type, by what `physical` gives. */
  public ofType(type: string): string[] {
    return this.resources.filter(({ ResourceType }) => ResourceType === type).map(({ PhysicalResourceId }) => PhysicalResourceId!);
  }

  private async pollersAreUp(): Promise<void> {
    const names = this.ofType('AWS::Lambda::Function');
    for (const FunctionName of this.ofType('AWS::Lambda::EventSourceMapping').length > 0 ? names : []) {
      await until(`the mappings of ${FunctionName} are enabled`, async () => {
        const { EventSourceMappings = [] } = await aws.lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
        return EventSourceMappings.every(({ State }) => State === 'Enabled');
      });
    }
  }
}

/** Also what is there of a stack that has failed. */
export const deleteStack = (StackName: string) => aws.cloudFormation.send(new DeleteStackCommand({ StackName }));

/** As somebody might who does not know what it is for. */
export const deleteFunction = (FunctionName: string) => aws.lambda.send(new DeleteFunctionCommand({ FunctionName }));

async function failure(StackName: string): Promise<string> {
  const { StackEvents = [] } = await aws.cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED').flatMap(({ LogicalResourceId, ResourceStatusReason }) => (ResourceStatusReason ? `${LogicalResourceId}: ${ResourceStatusReason}` : [])).join('; ');
}
