// The whole public API, one name at a time.
export { FailsafeAspect } from './plug/aspect';
export { FailOn, FailsafeChecks } from './plug/validation-plugin';
export type { FailsafeChecksProps } from './plug/validation-plugin';
