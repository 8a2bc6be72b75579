import { readFileSync } from 'node:fs';

/** The version in a package.json. */
export const versionIn = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

/**
 * Before 2.271.0 CDK takes an id that was acknowledged on one construct as acknowledged on all of them. What was not
 * acknowledged needs a name of its own there, or it would vanish with the rest.
 */
export function acknowledgesEverywhere(): boolean {
  const [major, minor] = versionIn(require.resolve('aws-cdk-lib/package.json')).split('.').map(Number);
  return major === 2 && minor < 271;
}
