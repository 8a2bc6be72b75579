package main

import (
	"shop/shop"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	failsafe "github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go/cdklambdafailsafe"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	awscdk.Validations_Of(app).AddPlugins(failsafe.NewFailsafeChecks(&failsafe.FailsafeChecksProps{PrintFates: jsii.Bool(true), WriteMap: jsii.Bool(true)}))
	shop.New(app, "Shop")
	app.Synth(nil)
}
