from aws_cdk import Acknowledgment, Duration, Stack, Validations
from aws_cdk.aws_apigatewayv2 import HttpApi
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_lambda import Code, FilterCriteria, FilterRule, Function, Runtime
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from aws_cdk.aws_scheduler import ScheduleExpression
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sqs import Queue
from cdk_lambda_failsafe import (
    AsyncFunction, AsyncProcessing, AsyncSource, DeadLetterQueue, FailureTarget, ScheduledFunction, SqsProcessing,
    SqsTriggeredFunction, StreamProcessing, StreamTriggeredFunction, SyncCaller, SyncFunction,
)
from constructs import Construct


class Shop(Stack):
    """A shop that loses no event: the same in every language."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        code = {"runtime": Runtime.NODEJS_22_X, "handler": "index.handler", "code": Code.from_inline("exports.handler = async () => {};")}
        alarm_actions = [SnsAction(Topic(self, "OnCall"))]

        # Queue, dead-letter queue, redrive, visibility timeout, partial batch response.
        SqsTriggeredFunction(
            self, "ShipOrder", **code, alarm_actions=alarm_actions, timeout=Duration.seconds(20), max_concurrency=5,
            processing=SqsProcessing(max_receive_count=8),
        )

        # Batches that are given up rest in a bucket, with their records.
        StreamTriggeredFunction(
            self, "CountClicks", **code, alarm_actions=alarm_actions,
            filters=[FilterCriteria.filter({"data": {"kind": FilterRule.is_equal("click"), "price": FilterRule.between(0, 100)}})],
            processing=StreamProcessing(retry_attempts=3, max_record_age=Duration.hours(6)),
        )

        # One queue for what SNS cannot deliver, and another for what the function fails on.
        AsyncFunction(
            self, "Notify", **code, alarm_actions=alarm_actions,
            source=AsyncSource.sns(Topic(self, "Shipped")),
            processing=AsyncProcessing(
                on_failure=FailureTarget.queue(DeadLetterQueue(self, "Unsent", alarm_actions=alarm_actions)),
                retry_attempts=1,
            ),
        )

        # By the clock, with a constant input.
        ScheduledFunction(
            self, "Report", **code, alarm_actions=alarm_actions,
            schedule=ScheduleExpression.rate(Duration.days(1)),
            input={"dryRun": False, "job": "nightly", "limits": {"rows": 1000, "share": 0.5}, "parts": ["sales", "stock"]},
        )

        # The caller sees the error; alarms tell of it.
        SyncFunction(self, "ListOrders", **code, alarm_actions=alarm_actions, caller=SyncCaller.http_api(HttpApi(self, "Api"), "/orders"))

        # Without a net, on purpose.
        ticks = Queue(self, "Ticks")
        Function(self, "ShowPrice", **code, timeout=Duration.seconds(5)).add_event_source(SqsEventSource(ticks, report_batch_item_failures=True))
        Validations.of(ticks).acknowledge(Acknowledgment(id="cdk-lambda-failsafe::sqs-no-redrive", reason="a price is worth nothing after a second"))
