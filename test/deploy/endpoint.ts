/** Told in one line, without a stack trace. */
export class Refused extends Error {}

/** What runs on this machine can be had without asking; what is elsewhere may cost somebody something. */
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Where to deploy: nowhere that exists yet, where there is no AWS_ENDPOINT_URL, then an emulator is started.
 *
 * A variable that is set for something else must not send anything away from this machine, so another one has to be named twice.
 *
 * @throws Refused
 */
export function endpointIn({ AWS_ENDPOINT_URL: given, DEPLOY_HOST: named }: NodeJS.ProcessEnv): string | undefined {
  if (!given || given === 'real-account') return given || undefined;
  if (!URL.canParse(given)) throw new Refused(`AWS_ENDPOINT_URL is ${given}, which is no URL.`);
  const { hostname } = new URL(given);
  if (!loopback.test(hostname) && named !== hostname) throw new Refused(`AWS_ENDPOINT_URL is ${given}, which is not this machine. To deploy there, say so with DEPLOY_HOST=${hostname}; without AWS_ENDPOINT_URL an emulator is started.`);
  return given;
}
