import { IResource, IStage, LambdaIntegration, LambdaIntegrationOptions, MethodOptions, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { everyMinute } from '../alarms';
import { Bind } from './bound';
import { facts } from '../../sources/api-gateway-rest';

/** How a method of a REST API calls the function. */
export interface RestApiCallerOptions extends LambdaIntegrationOptions {
  /**
   * Authorization, request validation and responses of the method.
   *
   * @default - the `defaultMethodOptions` of the API
   */
  readonly methodOptions?: MethodOptions;

  /**
   * The stage whose server errors fire an alarm.
   *
   * @default - the deployment stage of the API; none for an imported API or one with `deploy: false`
   */
  readonly stage?: IStage;
}

export const restApi = (resource: IResource, httpMethod: string, { methodOptions, stage: given, ...integration }: RestApiCallerOptions): Bind => (trigger, fn) => {
  // A header of the request lets the client decide.
  const type = Object.entries(integration.requestParameters ?? {}).find(([name, value]) => /^integration\.request\.header\.x-amz-invocation-type$/i.test(name) && value !== "'RequestResponse'");
  if (type) throw new Error(`${trigger.node.path}: with ${type[0]} API Gateway does not always wait for ${fn.node.path}, and nobody sees it fail. Remove it, or use an AsyncTrigger, which keeps failed events.`);
  const before = resource.node.tryFindChild(httpMethod.toUpperCase());
  if (before) throw new Error(`${trigger.node.path}: ${resource.node.path} has a method ${httpMethod.toUpperCase()} already. Remove that call of addMethod; the trigger makes the method with the same logical id.`);
  const method = resource.addMethod(httpMethod, new LambdaIntegration(fn, integration), methodOptions);
  // Undefined, whatever its type says, where nothing is deployed here.
  const stage = given ?? (resource.api.deploymentStage as IStage | undefined);
  // A response that is streamed may take 15 minutes.
  const streams = integration.responseTransferMode === ResponseTransferMode.STREAM;
  const patience = integration.timeout?.toSeconds({ integral: false }) ?? (streams ? undefined : facts.timeout / 1000);
  return {
    made: { method },
    verify: [method],
    counts: stage === undefined ? [] : [{
      id: 'ServerErrorAlarm', of: stage,
      metric: new Metric({ namespace: 'AWS/ApiGateway', metricName: '5XXError', dimensionsMap: { ApiName: resource.api.restApiName, Stage: stage.stageName }, ...everyMinute }),
      says: `A client of ${resource.api.node.path} got a server error. API Gateway does not try again.`,
    }],
    assumed: patience === undefined ? undefined : `that it answers within ${patience} seconds, after which API Gateway gives up`,
    invoker: { service: 'apigateway.amazonaws.com', sourceArn: method.methodArn },
  };
};
