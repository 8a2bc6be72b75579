import unittest

from aws_cdk import App, Duration
from cdk_lambda_failsafe import FailureMap, Fate, RestingPlace
from shop import Shop


class ShopTest(unittest.TestCase):
    def setUp(self) -> None:
        self.shop = Shop(App(), "Shop")

    def test_orders_are_kept_for_two_weeks(self) -> None:
        orders = FailureMap.of(self.shop.node.find_child("ShipOrder"))
        orders.expect_every(rests_in=[RestingPlace.QUEUE], kept_for=Duration.days(13), survives_throttling=Duration.minutes(10))

    def test_only_prices_are_lost(self) -> None:
        lost = FailureMap.of(self.shop).ending_in(Fate.LOST)
        self.assertEqual([path.to_string() for path in lost], ["Shop/ShowPrice ← sqs Ticks"])

    def test_what_is_not_as_expected_is_named(self) -> None:
        with self.assertRaisesRegex(Exception, "1 of 6 paths is not as expected(.|\n)*Shop/ShowPrice ← sqs Ticks\n    expected kept or caller, but lost"):
            FailureMap.of(self.shop).expect_every()


if __name__ == "__main__":
    unittest.main()
