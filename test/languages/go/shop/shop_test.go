package shop

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	failsafe "github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go/cdklambdafailsafe"
)

func TestOrdersAreKeptForTwoWeeks(t *testing.T) {
	stack := New(awscdk.NewApp(nil), "Shop")
	failsafe.FailureMap_Of(stack.Node().FindChild(jsii.String("ShipOrder"))).ExpectEvery(&failsafe.FailureExpectation{
		RestsIn: &[]failsafe.RestingPlace{failsafe.RestingPlace_QUEUE}, KeptFor: awscdk.Duration_Days(jsii.Number(13)), SurvivesThrottling: awscdk.Duration_Minutes(jsii.Number(10)),
	})
}

func TestOnlyPricesAreLost(t *testing.T) {
	lost := *failsafe.FailureMap_Of(New(awscdk.NewApp(nil), "Shop")).EndingIn(failsafe.Fate_LOST)
	if len(lost) != 1 || *lost[0].ToString() != "Shop/ShowPrice ← sqs Ticks" {
		t.Errorf("lost: %v", lost)
	}
}

func TestWhatIsNotAsExpectedIsNamed(t *testing.T) {
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, "Shop/ShowPrice ← sqs Ticks\n    expected kept or caller, but lost") {
			t.Error(said)
		}
	}()
	failsafe.FailureMap_Of(New(awscdk.NewApp(nil), "Shop")).ExpectEvery(&failsafe.FailureExpectation{})
}
