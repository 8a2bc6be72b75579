import { IResource } from 'aws-cdk-lib/aws-apigateway';
import { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { FunctionUrlOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AlarmOptions } from './alarms';
import { Bind, BoundCaller } from './sync-bound';
import { functionUrl } from './sync-function-url';
import { httpApi, HttpApiCallerOptions } from './sync-http-api';
import { restApi, RestApiCallerOptions } from './sync-rest-api';

/**
 * Who calls a function and waits for its answer.
 *
 * | caller         | waits                           | when the function fails                             |
 * | -------------- | ------------------------------- | --------------------------------------------------- |
 * | restApi        | 29 seconds                      | the client gets a 5xx answer                        |
 * | httpApi        | 30 seconds                      | the client gets a 5xx answer                        |
 * | functionUrl    | as long as the function may run | the client gets a 5xx answer                        |
 *
 * Lambda keeps nothing of such a call. Whoever calls has the event, sees the error and decides whether to try again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
 *
 * @example
 *
 * new SyncTrigger(this, 'Api', { function: listOrders, caller: SyncCaller.httpApi(api, '/orders') });
 */
export abstract class SyncCaller {
  /**
   * A method of a REST API of API Gateway, which waits for 29 seconds.
   *
   * The trigger has it as `method`, with the logical id that `resource.addMethod(…)` gives.
   *
   * @param resource the resource of the API, such as `api.root`, own or imported
   * @param httpMethod such as `GET`, or `ANY`
   * @throws when the resource has that method already, or when a request parameter makes the invocation asynchronous
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
   */
  public static restApi(resource: IResource, httpMethod: string, options: RestApiCallerOptions = {}): SyncCaller {
    return new Caller(restApi(resource, httpMethod, options));
  }

  /**
   * A route of an HTTP API of API Gateway, which waits for 30 seconds.
   *
   * The trigger has it as `routes`, with the logical ids that `api.addRoutes(…)` gives.
   *
   * @param api the API, own or imported
   * @param path such as `/orders`
   * @throws when the API has that route already
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
   */
  public static httpApi(api: IHttpApi, path: string, options: HttpApiCallerOptions = {}): SyncCaller {
    return new Caller(httpApi(api, path, options));
  }

  /**
   * The HTTPS address of the function or alias itself.
   *
   * The trigger has it as `functionUrl`, with the logical id that `fn.addFunctionUrl(…)` gives.
   *
   * @throws for a version, and when there is a URL already
   * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
   */
  public static functionUrl(options: FunctionUrlOptions = {}): SyncCaller {
    return new Caller(functionUrl(options));
  }

  /** @internal */
  public abstract _bind(trigger: Construct, fn: IFunction, options: AlarmOptions): BoundCaller;
}

class Caller extends SyncCaller {
  constructor(private readonly bind: Bind) {
    super();
  }

  public _bind(trigger: Construct, fn: IFunction, options: AlarmOptions): BoundCaller {
    return this.bind(trigger, fn, options);
  }
}
