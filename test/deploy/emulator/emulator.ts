import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tools, cache } from './tools';

export interface Emulator {
  readonly endpoint: string;
  /** Ends it with all that it has started. May be called again. */
  stop(): Promise<void>;
  /** The same without waiting, for the last moment of this process. */
  kill(): void;
}

/** Starts LocalStack core on a free port of loopback, and waits until it answers. */
export async function startEmulator({ python, library, clients }: Tools): Promise<Emulator> {
  const port = await freePort();
  const root = mkdtempSync(join(tmpdir(), 'failsafe-deploy-'));
  mkdirSync(join(root, 'var/lib/localstack'), { recursive: true });
  symlinkSync(library, join(root, 'var/lib/localstack/lib'));
  const logFile = join(cache, 'emulator.log');
  const log = openSync(logFile, 'w');
  const child = spawn(python, ['-m', 'localstack.runtime.main'], {
    // A group of its own, so that nothing that it starts outlives it.
    detached: true, stdio: ['ignore', log, log], env: { ...withoutAws(process.env), ...settings(port, root, clients) },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let over = false;
  void ended.then(() => { over = true; });
  const kill = () => {
    if (child.pid) signal(-child.pid, 'SIGKILL');
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  const stop = async () => {
    if (child.pid && !over) signal(child.pid, 'SIGTERM');
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    kill();
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 180_000; Date.now() < end && !over; await sleep(200)) {
    const healthy = await fetch(`${endpoint}/_localstack/health`).then((answer) => answer.ok, () => false);
    if (healthy) return { endpoint, stop, kill };
  }
  await stop();
  throw new Error(`LocalStack has not started:\n${readFileSync(logFile, 'utf8').slice(-3000)}`);
}

const settings = (port: number, root: string, clients: string): NodeJS.ProcessEnv => ({
  // It takes a machine with /.dockerenv for its own image otherwise.
  OVERRIDE_IN_DOCKER: '0',
  // Its list of plugins is kept there, and would be another one after an installation.
  XDG_CACHE_HOME: join(root, 'cache'),
  FILESYSTEM_ROOT: root,
  GATEWAY_LISTEN: `127.0.0.1:${port}`,
  GATEWAY_SERVER: 'hypercorn',
  // Nothing that asks the internet, or answers it.
  DNS_ADDRESS: '0', DISABLE_EVENTS: '1', SKIP_SSL_CERT_DOWNLOAD: '1',
  LAMBDA_RUNTIME_EXECUTOR: 'process', LAMBDA_NODE: process.execPath, LAMBDA_RUNTIME_CLIENTS: clients,
  // URLs that this machine finds without asking a name server.
  LOCALSTACK_HOST: `127.0.0.1:${port}`,
  // Expired messages stay otherwise.
  SQS_ENABLE_MESSAGE_RETENTION_PERIOD: '1',
  // Seconds instead of the minutes between the tries of an asynchronous invocation.
  LAMBDA_RETRY_BASE_DELAY: '1',
  LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC: '0.2', LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '0.5',
  PROVIDER_OVERRIDE_DYNAMODB: 'v2', DYNAMODB_IN_MEMORY: '1', KINESIS_LATENCY: '0',
  // Ten otherwise, as in a new account.
  KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT: '100',
});

/** The account of the developer is no business of the emulator. */
const withoutAws = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

const freePort = () => new Promise<number>((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});
