import { App, Validations } from 'aws-cdk-lib';
import { AnalyticsStack } from './analytics-stack';
import { CheckoutStack } from './checkout-stack';
import { FulfilmentStack } from './fulfilment-stack';
import { MessagingStack } from './messaging-stack';
import { FailsafeChecks } from 'cdk-lambda-failsafe';

// A web shop with plain CDK constructs, as one finds it: much is right, and seven events vanish without anyone noticing.
const app = new App();
Validations.of(app).addPlugins(new FailsafeChecks());

const messaging = new MessagingStack(app, 'Messaging');
new CheckoutStack(app, 'Checkout');
new FulfilmentStack(app, 'Fulfilment', { messaging });
new AnalyticsStack(app, 'Analytics', { messaging });
