import { join } from 'node:path';
import { compiled, root, synthesize } from './tools';

/** Runs the apps in TypeScript, with which those of the other languages are compared. */
export default function setup(): void {
  compiled();
  for (const app of ['app', 'lost'] as const) synthesize('TypeScript', app, { command: process.execPath, args: ['-r', 'ts-node/register/transpile-only', join('test/languages/typescript', `${app}.ts`)], cwd: root });
}
