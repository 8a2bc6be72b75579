import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { jsii, stability, types } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { jsii: { targets: { [language: string]: object } }; stability: string; types: string };

test.each([
  ['python', { distName: 'cdk-lambda-failsafe', module: 'cdk_lambda_failsafe' }],
  ['java', { package: 'dev.cdklambdafailsafe' }],
  ['dotnet', { packageId: 'CdkLambdaFailsafe' }],
  ['go', { moduleName: 'github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go' }],
])('jsii makes a package for %s', (language, names) => expect(jsii.targets[language]).toMatchObject(names));

test('and there are types for TypeScript', () => expect([stability, types]).toEqual(['stable', 'lib/index.d.ts']));
