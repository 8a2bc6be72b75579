import asyncNoDlqOrDestination from './async-no-dlq-or-destination';
import dlqRetentionLtSource from './dlq-retention-lt-source';
import eicQualifierMismatch from './eic-qualifier-mismatch';
import eicWithoutOnfailure from './eic-without-onfailure';
import eventbridgeTargetNoDlq from './eventbridge-target-no-dlq';
import functionDlqUnused from './function-dlq-unused';
import reservedConcurrencyZero from './reserved-concurrency-zero';
import schedulerNoDlq from './scheduler-no-dlq';
import snsSubscriptionNoDlq from './sns-subscription-no-dlq';
import sqsLowReservedConcurrency from './sqs-low-reserved-concurrency';
import sqsMaxReceiveLt5 from './sqs-max-receive-lt-5';
import sqsNoPartialBatch from './sqs-no-partial-batch';
import sqsNoRedrive from './sqs-no-redrive';
import sqsQueueUnverified from './sqs-queue-unverified';
import sqsRetentionLtRedriveWindow from './sqs-retention-lt-redrive-window';
import sqsVisibilityLt6x from './sqs-visibility-lt-6x';
import sqsVisibilityLtTimeout from './sqs-visibility-lt-timeout';
import streamDestinationUnreachable from './stream-destination-unreachable';
import streamFiniteRetriesNoDestination from './stream-finite-retries-no-destination';
import streamInfiniteRetries from './stream-infinite-retries';
import streamNoBisectOrPartial from './stream-no-bisect-or-partial';
import streamNoDestination from './stream-no-destination';
import { Rule } from './rule';

export const rules: readonly Rule[] = [
  asyncNoDlqOrDestination,
  dlqRetentionLtSource,
  eicQualifierMismatch,
  eicWithoutOnfailure,
  eventbridgeTargetNoDlq,
  functionDlqUnused,
  reservedConcurrencyZero,
  schedulerNoDlq,
  snsSubscriptionNoDlq,
  sqsLowReservedConcurrency,
  sqsMaxReceiveLt5,
  sqsNoPartialBatch,
  sqsNoRedrive,
  sqsQueueUnverified,
  sqsRetentionLtRedriveWindow,
  sqsVisibilityLt6x,
  sqsVisibilityLtTimeout,
  streamDestinationUnreachable,
  streamFiniteRetriesNoDestination,
  streamInfiniteRetries,
  streamNoBisectOrPartial,
  streamNoDestination,
];
