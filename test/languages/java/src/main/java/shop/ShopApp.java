package shop;

import dev.cdklambdafailsafe.FailsafeChecks;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Validations;

public class ShopApp {
    public static void main(String[] args) {
        var app = new App();
        Validations.of(app).addPlugins(FailsafeChecks.Builder.create().printFates(true).writeMap(true).build());
        new Shop(app, "Shop");
        app.synth();
    }
}
