import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AnalyticsStack } from '../examples/orders/analytics-stack';
import { CheckoutStack } from '../examples/orders/checkout-stack';
import { FulfilmentStack } from '../examples/orders/fulfilment-stack';
import { MessagingStack } from '../examples/orders/messaging-stack';
import { judge } from '../src/cli/app';
import { mapData } from '../src/map/data';
import { svg } from '../src/map/svg';
import { report } from '../src/report/report';
import { sources } from '../src/sources';

/** The picture of the README: the map of examples/orders. A test tells when it is no longer the same. */
export const file = join(__dirname, '..', 'docs', 'images', 'failure-map.svg');

export function picture(): string {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-picture-'));
  try {
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
    const messaging = new MessagingStack(app, 'Messaging');
    new CheckoutStack(app, 'Checkout');
    new FulfilmentStack(app, 'Fulfilment', { messaging });
    new AnalyticsStack(app, 'Analytics', { messaging });
    const { plans, findings, problems, remarks } = judge(app.synth().directory);
    return svg(mapData([report('orders', plans, findings, problems, remarks)], sources));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, picture());
}
