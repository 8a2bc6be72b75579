// Package shop is a shop that loses no event: the same in every language.
package shop

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	failsafe "github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go/cdklambdafailsafe"
)

// New makes the stack.
func New(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	runtime, handler := awslambda.Runtime_NODEJS_22_X(), jsii.String("index.handler")
	code := awslambda.Code_FromInline(jsii.String("exports.handler = async () => {};"))
	alarmActions := &[]awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(awssns.NewTopic(stack, jsii.String("OnCall"), nil))}

	// Queue, dead-letter queue, redrive, visibility timeout, partial batch response.
	failsafe.NewSqsTriggeredFunction(stack, jsii.String("ShipOrder"), &failsafe.SqsTriggeredFunctionProps{
		Runtime: runtime, Handler: handler, Code: code, AlarmActions: alarmActions,
		Timeout: awscdk.Duration_Seconds(jsii.Number(20)), MaxConcurrency: jsii.Number(5),
		Processing: &failsafe.SqsProcessing{MaxReceiveCount: jsii.Number(8)},
	})

	// Batches that are given up rest in a bucket, with their records.
	failsafe.NewStreamTriggeredFunction(stack, jsii.String("CountClicks"), &failsafe.StreamTriggeredFunctionProps{
		Runtime: runtime, Handler: handler, Code: code, AlarmActions: alarmActions,
		Filters: &[]*map[string]interface{}{awslambda.FilterCriteria_Filter(&map[string]interface{}{
			"data": map[string]interface{}{"kind": awslambda.FilterRule_IsEqual("click"), "price": awslambda.FilterRule_Between(jsii.Number(0), jsii.Number(100))},
		})},
		Processing: &failsafe.StreamProcessing{RetryAttempts: jsii.Number(3), MaxRecordAge: awscdk.Duration_Hours(jsii.Number(6))},
	})

	// One queue for what SNS cannot deliver, and another for what the function fails on.
	failsafe.NewAsyncFunction(stack, jsii.String("Notify"), &failsafe.AsyncFunctionProps{
		Runtime: runtime, Handler: handler, Code: code, AlarmActions: alarmActions,
		Source: failsafe.AsyncSource_Sns(awssns.NewTopic(stack, jsii.String("Shipped"), nil), nil),
		Processing: &failsafe.AsyncProcessing{
			OnFailure:     failsafe.FailureTarget_Queue(failsafe.NewDeadLetterQueue(stack, jsii.String("Unsent"), &failsafe.DeadLetterQueueProps{AlarmActions: alarmActions})),
			RetryAttempts: jsii.Number(1),
		},
	})

	// By the clock, with a constant input.
	failsafe.NewScheduledFunction(stack, jsii.String("Report"), &failsafe.ScheduledFunctionProps{
		Runtime: runtime, Handler: handler, Code: code, AlarmActions: alarmActions,
		Schedule: awsscheduler.ScheduleExpression_Rate(awscdk.Duration_Days(jsii.Number(1))),
		Input: &map[string]interface{}{
			"dryRun": false, "job": "nightly", "limits": map[string]interface{}{"rows": 1000, "share": 0.5}, "parts": []string{"sales", "stock"},
		},
	})

	// The caller sees the error; alarms tell of it.
	failsafe.NewSyncFunction(stack, jsii.String("ListOrders"), &failsafe.SyncFunctionProps{
		Runtime: runtime, Handler: handler, Code: code, AlarmActions: alarmActions,
		Caller: failsafe.SyncCaller_HttpApi(awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), nil), jsii.String("/orders"), nil),
	})

	// Without a net, on purpose.
	ticks := awssqs.NewQueue(stack, jsii.String("Ticks"), nil)
	awslambda.NewFunction(stack, jsii.String("ShowPrice"), &awslambda.FunctionProps{
		Runtime: runtime, Handler: handler, Code: code, Timeout: awscdk.Duration_Seconds(jsii.Number(5)),
	}).AddEventSource(awslambdaeventsources.NewSqsEventSource(ticks, &awslambdaeventsources.SqsEventSourceProps{ReportBatchItemFailures: jsii.Bool(true)}))
	awscdk.Validations_Of(ticks).Acknowledge(&awscdk.Acknowledgment{
		Id: jsii.String("cdk-lambda-failsafe::sqs-no-redrive"), Reason: jsii.String("a price is worth nothing after a second"),
	})
	return stack
}
