// `npm run test:deploy`: deploys the scenarios and looks where failed events end up. See README.md here.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Emulator, startEmulator } from './emulator/emulator';
import { policySimulator, tools } from './emulator/tools';
import { endpointIn, Refused } from './endpoint';

async function main(): Promise<number> {
  if (endpointIn(process.env)) return jest({ DEPLOY_POLICY_SIMULATOR: policySimulator() });
  // What the machine lacks is said before anything is downloaded.
  const installed = tools();
  const policies = { DEPLOY_POLICY_SIMULATOR: policySimulator() };
  const emulator = await startEmulator(installed);
  killAtExit(emulator);
  try {
    return await jest({ ...policies, AWS_ENDPOINT_URL: emulator.endpoint, DEPLOY_EMULATOR: 'own', DEPLOY_PYTHON: installed.python });
  } finally {
    await emulator.stop();
  }
}

const jest = (env: NodeJS.ProcessEnv) => new Promise<number>((done) => {
  const child = spawn(process.execPath, [require.resolve('jest/bin/jest'), '--config', resolve(__dirname, 'jest.config.json'), ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', JSII_DEPRECATED: 'quiet', ...env } });
  child.once('exit', (code) => done(code ?? 1));
});

function killAtExit(emulator: Emulator): void {
  process.once('exit', () => emulator.kill());
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(130));
}

main().then((code) => { process.exitCode = code; }, (error: Error) => {
  console.error(error instanceof Refused ? error.message : error);
  process.exitCode = 1;
});
