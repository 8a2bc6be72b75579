from aws_cdk import App, Validations
from cdk_lambda_failsafe import FailsafeChecks
from shop import Shop

app = App()
Validations.of(app).add_plugins(FailsafeChecks(print_fates=True, write_map=True))
Shop(app, "Shop")
app.synth()
