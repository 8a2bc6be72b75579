import { defineRule } from './rule';
import { asyncConfig, asynchronous, asyncMend, asyncSettings } from '../graph/query';
import { onFailureBeside } from '../graph/template-lines';

export default defineRule({
  id: 'eic-without-onfailure',
  severity: 'warning',
  title: 'an asynchronous configuration without on-failure destination',
  why: 'Fewer retries or a shorter event age only make Lambda discard the event sooner; an on-success destination never sees it.',
  event: 'an event on which the function keeps failing is dropped',
  fix: 'Set onFailure where retryAttempts, maxEventAge or onSuccess are set.',
  fixInTemplate: 'Set DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } where MaximumRetryAttempts, MaximumEventAgeInSeconds or OnSuccess are set.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const path of asynchronous(graph)) {
      const { configs, deadLetter } = asyncSettings(graph.app, path.fn);
      const { config } = asyncConfig(configs, path.qualifier);
      if (!config || config.onFailure || deadLetter || path.outcome.fate !== 'lost') continue;
      report({
        resource: config.resource, property: 'DestinationConfig.OnFailure', path, mend: asyncMend(path),
        what: `${config.resource.label} configures the asynchronous invocations of ${path.fn.label}, but not where failed events go`,
        fix: 'Add onFailure: new SqsDestination(queue) to the same configuration.', fixInTemplate: onFailureBeside(config.resource),
      });
    }
  },
});
