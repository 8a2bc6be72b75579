// The whole public API, one name at a time.
export { DeadLetterQueue } from './constructs/dead-letter-queue';
export { FailureTarget } from './constructs/failure-target';
export { SqsTrigger } from './constructs/sqs-trigger';
export { SqsTriggeredFunction } from './constructs/sqs-triggered-function';
export type { AlarmOptions } from './constructs/alarms';
export type { DeadLetterQueueProps } from './constructs/dead-letter-queue';
export type { SqsProcessing, SqsTriggerOptions, SqsTriggerProps } from './constructs/sqs-trigger';
export type { SqsTriggeredFunctionProps } from './constructs/sqs-triggered-function';
export { FailsafeAspect } from './plug/aspect';
export { FailOn, FailsafeChecks } from './plug/validation-plugin';
export type { FailsafeChecksProps } from './plug/validation-plugin';
