package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cdklambdafailsafe.FailureExpectation;
import dev.cdklambdafailsafe.FailureMap;
import dev.cdklambdafailsafe.Fate;
import dev.cdklambdafailsafe.RestingPlace;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;

class ShopTest {
    private final Shop shop = new Shop(new App(), "Shop");

    @Test
    void ordersAreKeptForTwoWeeks() {
        FailureMap.of(shop.getNode().findChild("ShipOrder")).expectEvery(FailureExpectation.builder()
            .restsIn(List.of(RestingPlace.QUEUE)).keptFor(Duration.days(13)).survivesThrottling(Duration.minutes(10)).build());
    }

    @Test
    void onlyPricesAreLost() {
        var lost = FailureMap.of(shop).endingIn(Fate.LOST).stream().map(path -> path.toString()).toList();
        assertEquals(List.of("Shop/ShowPrice ← sqs Ticks"), lost);
    }

    @Test
    void whatIsNotAsExpectedIsNamed() {
        var thrown = assertThrows(RuntimeException.class, () -> FailureMap.of(shop).expectEvery(FailureExpectation.builder().build()));
        assertTrue(thrown.getMessage().contains("Shop/ShowPrice ← sqs Ticks\n    expected kept or caller, but lost"), thrown.getMessage());
    }
}
