import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey, IHttpApi, IHttpRouteAuthorizer, IHttpStage, ParameterMapping, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { everyMinute } from '../alarms';
import { Bind } from './bound';

/** How a route of an HTTP API calls the function. */
export interface HttpApiCallerOptions {
  /** The methods of the route. @default - any */
  readonly methods?: HttpMethod[];

  /** Who may call. @default - the default authorizer of the API */
  readonly authorizer?: IHttpRouteAuthorizer;

  /** Scopes that the token of a client needs. @default - the default scopes of the API */
  readonly authorizationScopes?: string[];

  /**
   * How long API Gateway waits for the function. Range: 50 milliseconds to 29 seconds.
   *
   * @default - 30 seconds, which API Gateway itself waits
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
   */
  readonly timeout?: Duration;

  /** The form of the event that the function gets. @default PayloadFormatVersion.VERSION_2_0 */
  readonly payloadFormatVersion?: PayloadFormatVersion;

  /** How requests are changed before the function gets them. @default - they are not */
  readonly parameterMapping?: ParameterMapping;

  /** Whether the function lets only this route call it. @default true */
  readonly scopePermissionToRoute?: boolean;

  /**
   * The id that was given to `HttpLambdaIntegration`, to take over a route that exists.
   *
   * @default 'Function'
   */
  readonly integrationId?: string;

  /** The stage whose server errors fire an alarm. @default - all stages of the API together */
  readonly stage?: IHttpStage;
}

export const httpApi = (api: IHttpApi, path: string, options: HttpApiCallerOptions): Bind => (trigger, fn) => {
  const { methods = [HttpMethod.ANY], authorizer, authorizationScopes, integrationId = 'Function', stage, ...rest } = options;
  for (const method of methods) {
    // As HttpApi.addRoutes names its routes.
    if (api.node.tryFindChild(`${method}${path}`)) throw new Error(`${trigger.node.path}: ${api.node.path} has a route ${method} ${path} already. Remove that call of addRoutes, and set integrationId to the id of its HttpLambdaIntegration; the trigger makes the route with the same logical ids.`);
  }
  const integration = new HttpLambdaIntegration(integrationId, fn, rest);
  const routes = api instanceof HttpApi
    ? api.addRoutes({ path, methods, authorizer, authorizationScopes, integration })
    : methods.map((method) => new HttpRoute(trigger, `${method}${path}`, { httpApi: api, routeKey: HttpRouteKey.with(path, method), authorizer, authorizationScopes, integration }));
  return {
    made: { routes },
    verify: routes,
    counts: [{
      id: 'ServerErrorAlarm', of: stage ?? api,
      metric: new Metric({ namespace: 'AWS/ApiGateway', metricName: '5xx', dimensionsMap: { ApiId: api.apiId, ...stage ? { Stage: stage.stageName } : {} }, ...everyMinute }),
      says: `A client of ${api.node.path} got a server error. API Gateway does not try again.`,
    }],
    assumed: `that it answers within ${options.timeout?.toSeconds({ integral: false }) ?? 30} seconds, after which API Gateway gives up`,
    invoker: { service: 'apigateway.amazonaws.com', sourceArn: Stack.of(trigger).formatArn({ service: 'execute-api', resource: api.apiId, resourceName: `*/*${path}`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }) },
  };
};
