import { IResource } from 'aws-cdk-lib/aws-apigateway';
import { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { AddApplicationTargetsProps, IApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { FunctionUrlOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AlarmOptions } from './alarms';
import { alb } from './sync/alb';
import { Bind, BoundCaller } from './sync/bound';
import { customResource, CustomResourceCallerOptions } from './sync/custom-resource';
import { edge, EdgeCallerOptions } from './sync/edge';
import { functionUrl } from './sync/function-url';
import { httpApi, HttpApiCallerOptions } from './sync/http-api';
import { restApi, RestApiCallerOptions } from './sync/rest-api';
import { stepFunctions, StepFunctionsCallerOptions } from './sync/step-functions';

/**
 * Who calls a function and waits for its answer.
 *
 * | caller         | waits                           | when the function fails                             |
 * | -------------- | ------------------------------- | --------------------------------------------------- |
 * | restApi        | 29 seconds                      | the client gets a 5xx answer                        |
 * | httpApi        | 30 seconds                      | the client gets a 5xx answer                        |
 * | functionUrl    | as long as the function may run | the client gets a 5xx answer                        |
 * | stepFunctions  | the timeout of the task         | the task tries again, then is caught, kept or fails |
 * | customResource | its service timeout             | CloudFormation rolls back; the request is kept      |
 * | alb            | its idle timeout, 60 seconds    | the client gets a 502 or 504 answer                 |
 * | edge           | 5 or 30 seconds                 | the viewer gets a 502 or 503 answer                 |
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

  /**
   * A task of a state machine, with a timeout and with retries on throttling and on the errors of Lambda that pass.
   *
   * The trigger has it as `task`, to be chained with other states. Have executions that fail watched with
   * `trigger.watchStateMachine(…)`. In an express workflow, of which AWS keeps nothing, set `deadLetterQueue`.
   *
   * @throws when both `onError` and `deadLetterQueue` are set, and when that queue is FIFO or in another Region
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
   */
  public static stepFunctions(options: StepFunctionsCallerOptions = {}): SyncCaller {
    return new Caller(stepFunctions(options));
  }

  /**
   * A custom resource of CloudFormation, which waits for an answer that the function sends to a URL in the request.
   *
   * The trigger has it as `customResource`. The function is invoked asynchronously; what it fails on for good is kept.
   *
   * @throws when `serviceTimeout` is out of range or less than the function may take
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
   */
  public static customResource(options: CustomResourceCallerOptions = {}): SyncCaller {
    return new Caller(customResource(options));
  }

  /**
   * A target group of an Application Load Balancer, which waits for its idle timeout, 60 seconds by default.
   *
   * The trigger has it as `targetGroup`, with the logical id that `listener.addTargets(…)` gives.
   *
   * @param listener the listener, own or imported
   * @param id the name of the targets in the listener
   * @param options priority, conditions and health check; `targets`, `port` and `protocol` are not for functions
   * @throws when the listener has targets of that name already, or when `targets`, `port` or `protocol` is set
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html
   */
  public static alb(listener: IApplicationListener, id: string, options: AddApplicationTargetsProps = {}): SyncCaller {
    return new Caller(alb(listener, id, options));
  }

  /**
   * A behaviour of a CloudFront distribution (Lambda@Edge), which waits for 5 seconds on viewer events and 30 seconds on
   * origin events.
   *
   * The trigger has it as `edgeLambda`, for the `edgeLambdas` of a behaviour. The function must be in us-east-1. It runs
   * where the viewers are, and is counted there; have its errors watched with `trigger.watchDistribution(…)`.
   *
   * @throws when the function has what CloudFront refuses: an alias, a VPC, layers, a dead-letter queue, tracing, reserved concurrency,
   * a container image, arm64, another Region, or a timeout or memory that is too high
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
   */
  public static edge(eventType: LambdaEdgeEventType, options: EdgeCallerOptions = {}): SyncCaller {
    return new Caller(edge(eventType, options));
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
