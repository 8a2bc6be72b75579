package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	failsafe "github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go/cdklambdafailsafe"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	awscdk.Validations_Of(app).AddPlugins(failsafe.NewFailsafeChecks(&failsafe.FailsafeChecksProps{FailOn: failsafe.FailOn_ERROR}))
	stack := awscdk.NewStack(app, jsii.String("Lost"), nil)
	awslambda.NewFunction(stack, jsii.String("Charge"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => {};")),
	}).AddEventSource(awslambdaeventsources.NewSqsEventSource(awssqs.NewQueue(stack, jsii.String("Payments"), nil), nil))
	app.Synth(nil)
}
