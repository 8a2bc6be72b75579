import { App, Validations } from 'aws-cdk-lib';
import { Shop } from './shop';
import { FailsafeChecks } from 'cdk-lambda-failsafe';

const app = new App();
Validations.of(app).addPlugins(new FailsafeChecks({ printFates: true, writeMap: true }));
new Shop(app, 'Shop');
app.synth();
