import { Artifact, IStage } from 'aws-cdk-lib/aws-codepipeline';
import { LambdaInvokeAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bind } from './bound';

/** How a stage of a pipeline invokes the function. */
export interface CodePipelineSourceOptions {
  /** Name of the action in the stage. */
  readonly actionName: string;

  /** Artifacts that the function gets. @default - none */
  readonly inputs?: Artifact[];

  /** Artifacts that the function makes. @default - none */
  readonly outputs?: Artifact[];

  /** What the function gets beside that. @default - nothing */
  readonly userParameters?: { [key: string]: any };

  /** Order in the stage. @default 1 */
  readonly runOrder?: number;
}

/** The action waits until the function calls PutJobSuccessResult or PutJobFailureResult; nobody calls when the function crashes. */
export const codePipeline = (stage: IStage, { actionName, inputs, outputs, userParameters, runOrder }: CodePipelineSourceOptions): Bind => (_, fn) => {
  stage.addAction(new LambdaInvokeAction({ actionName, inputs, outputs, userParameters, runOrder, lambda: fn }));
  return {};
};
