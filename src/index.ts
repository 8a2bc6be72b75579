// The whole public API, one name at a time.
export { FailsafeAspect } from './plug/aspect';
export { FailOn, FailsafeChecks, FailsafeChecksProps } from './plug/validation-plugin';
