import { IConstruct } from 'constructs';
import { FailsafeDefault, FailsafeDefaultsProps } from './failsafe-default';
import { accepting, Nets, netsOf } from '../mixins/failsafe-nets';
import { isAcknowledgedOn } from '../plug/verify';

/** What was asked for somewhere. */
export interface Settings {
  readonly scope: IConstruct;
  readonly props: FailsafeDefaultsProps;
  readonly nets: Nets;
}

const known = new WeakMap<IConstruct, Settings>();

/** @throws when a value is one that AWS does not take */
export function remember(scope: IConstruct, props: FailsafeDefaultsProps): void {
  const wanted = (given: FailsafeDefault) => !props.without?.includes(given);
  const { sqs, stream, pipe, async, rule, schedule, subscription, topicRule } = netsOf(props);
  props.streamFailures?.toEventSourceDlq();
  known.set(scope, {
    scope, props,
    nets: {
      sqs: wanted(FailsafeDefault.SQS_REDRIVE) ? sqs : undefined,
      stream: wanted(FailsafeDefault.STREAM_FAILURES) ? stream : undefined,
      pipe: wanted(FailsafeDefault.PIPE_DEAD_LETTERS) ? pipe : undefined,
      async: wanted(FailsafeDefault.ASYNC_FAILURES) ? async : undefined,
      rule: wanted(FailsafeDefault.RULE_DEAD_LETTERS) ? rule : undefined,
      schedule: wanted(FailsafeDefault.SCHEDULE_DEAD_LETTERS) ? schedule : undefined,
      subscription: wanted(FailsafeDefault.SUBSCRIPTION_DEAD_LETTERS) ? subscription : undefined,
      topicRule: wanted(FailsafeDefault.TOPIC_RULE_ERROR_ACTION) ? topicRule : undefined,
    },
  });
}

/** Those that are nearest to what is changed count; undefined outside of everything that was asked for. */
export function settingsFor({ node }: IConstruct): Settings | undefined {
  const scope = node.scopes.reverse().find((each) => known.has(each));
  return scope && known.get(scope);
}

/** What somebody may have accepted, so that it is left as it is. */
const accepted: { readonly [given in FailsafeDefault]?: readonly string[] } = {
  [FailsafeDefault.SQS_VISIBILITY]: ['sqs-visibility-lt-6x', 'sqs-visibility-lt-timeout'],
  [FailsafeDefault.DEAD_LETTER_RETENTION]: ['dlq-retention-lt-source'],
  [FailsafeDefault.STREAM_FAILURES]: accepting.stream,
  [FailsafeDefault.ASYNC_FAILURES]: accepting.async,
};

/** Whether a construct is to have a default, as far as is known by now. */
export function gives(construct: IConstruct, wanted: FailsafeDefault): boolean {
  const settings = settingsFor(construct);
  return settings !== undefined && !settings.props.without?.includes(wanted) && !isAcknowledgedOn(construct, accepted[wanted] ?? []);
}
