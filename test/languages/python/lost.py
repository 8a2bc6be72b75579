from aws_cdk import App, Stack, Validations
from aws_cdk.aws_lambda import Code, Function, Runtime
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from aws_cdk.aws_sqs import Queue
from cdk_lambda_failsafe import FailOn, FailsafeChecks

app = App()
Validations.of(app).add_plugins(FailsafeChecks(fail_on=FailOn.ERROR))
stack = Stack(app, "Lost")
charge = Function(stack, "Charge", runtime=Runtime.NODEJS_22_X, handler="index.handler", code=Code.from_inline("exports.handler = async () => {};"))
charge.add_event_source(SqsEventSource(Queue(stack, "Payments")))
app.synth()
