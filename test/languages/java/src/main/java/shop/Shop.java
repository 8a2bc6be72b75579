package shop;

import dev.cdklambdafailsafe.AsyncFunction;
import dev.cdklambdafailsafe.AsyncProcessing;
import dev.cdklambdafailsafe.AsyncSource;
import dev.cdklambdafailsafe.DeadLetterQueue;
import dev.cdklambdafailsafe.FailureTarget;
import dev.cdklambdafailsafe.ScheduledFunction;
import dev.cdklambdafailsafe.SqsProcessing;
import dev.cdklambdafailsafe.SqsTriggeredFunction;
import dev.cdklambdafailsafe.StreamProcessing;
import dev.cdklambdafailsafe.StreamTriggeredFunction;
import dev.cdklambdafailsafe.SyncCaller;
import dev.cdklambdafailsafe.SyncFunction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.FilterCriteria;
import software.amazon.awscdk.services.lambda.FilterRule;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.scheduler.ScheduleExpression;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** A shop that loses no event: the same in every language. */
public class Shop extends Stack {
    private static final Code CODE = Code.fromInline("exports.handler = async () => {};");

    public Shop(Construct scope, String id) {
        super(scope, id);
        var alarmActions = List.of(new SnsAction(new Topic(this, "OnCall")));

        // Queue, dead-letter queue, redrive, visibility timeout, partial batch response.
        SqsTriggeredFunction.Builder.create(this, "ShipOrder")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(CODE).alarmActions(alarmActions)
            .timeout(Duration.seconds(20)).maxConcurrency(5)
            .processing(SqsProcessing.builder().maxReceiveCount(8).build())
            .build();

        // Batches that are given up rest in a bucket, with their records.
        StreamTriggeredFunction.Builder.create(this, "CountClicks")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(CODE).alarmActions(alarmActions)
            .filters(List.of(FilterCriteria.filter(Map.of("data", new TreeMap<>(Map.of("kind", FilterRule.isEqual("click"), "price", FilterRule.between(0, 100)))))))
            .processing(StreamProcessing.builder().retryAttempts(3).maxRecordAge(Duration.hours(6)).build())
            .build();

        // One queue for what SNS cannot deliver, and another for what the function fails on.
        AsyncFunction.Builder.create(this, "Notify")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(CODE).alarmActions(alarmActions)
            .source(AsyncSource.sns(new Topic(this, "Shipped")))
            .processing(AsyncProcessing.builder()
                .onFailure(FailureTarget.queue(DeadLetterQueue.Builder.create(this, "Unsent").alarmActions(alarmActions).build()))
                .retryAttempts(1)
                .build())
            .build();

        // By the clock, with a constant input.
        ScheduledFunction.Builder.create(this, "Report")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(CODE).alarmActions(alarmActions)
            .schedule(ScheduleExpression.rate(Duration.days(1)))
            .input(new TreeMap<>(Map.of("dryRun", false, "job", "nightly", "limits", new TreeMap<>(Map.of("rows", 1000, "share", 0.5)), "parts", List.of("sales", "stock"))))
            .build();

        // The caller sees the error; alarms tell of it.
        SyncFunction.Builder.create(this, "ListOrders")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(CODE).alarmActions(alarmActions)
            .caller(SyncCaller.httpApi(new HttpApi(this, "Api"), "/orders"))
            .build();

        // Without a net, on purpose.
        var ticks = new Queue(this, "Ticks");
        Function.Builder.create(this, "ShowPrice")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(CODE).timeout(Duration.seconds(5))
            .build()
            .addEventSource(SqsEventSource.Builder.create(ticks).reportBatchItemFailures(true).build());
        Validations.of(ticks).acknowledge(Acknowledgment.builder()
            .id("cdk-lambda-failsafe::sqs-no-redrive").reason("a price is worth nothing after a second").build());
    }
}
