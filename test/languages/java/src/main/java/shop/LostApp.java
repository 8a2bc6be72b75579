package shop;

import dev.cdklambdafailsafe.FailOn;
import dev.cdklambdafailsafe.FailsafeChecks;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.sqs.Queue;

public class LostApp {
    public static void main(String[] args) {
        var app = new App();
        Validations.of(app).addPlugins(FailsafeChecks.Builder.create().failOn(FailOn.ERROR).build());
        var stack = new Stack(app, "Lost");
        Function.Builder.create(stack, "Charge")
            .runtime(Runtime.NODEJS_22_X).handler("index.handler").code(Code.fromInline("exports.handler = async () => {};"))
            .build()
            .addEventSource(new SqsEventSource(new Queue(stack, "Payments")));
        app.synth();
    }
}
