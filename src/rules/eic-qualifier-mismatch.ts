import { defineRule } from './rule';
import { asynchronous, asyncMend, asyncSettings, pathsOf, sameQualifier } from '../graph/query';
import { invokeConfig } from '../graph/template-lines';

export default defineRule({
  id: 'eic-qualifier-mismatch',
  severity: 'error',
  title: 'the asynchronous configuration is on a version or alias that is not invoked',
  why: 'An asynchronous configuration holds for exactly one qualifier: $LATEST, one version or one alias. An invocation of any other gets the defaults and no destination.',
  event: 'a failed event is treated as if there were no such configuration',
  fix: 'Put the configuration on the qualifier that the trigger invokes: alias.configureAsyncInvoke({ onFailure: … }).',
  fixInTemplate: 'Set Qualifier of the AWS::Lambda::EventInvokeConfig to the version or alias that the trigger invokes.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const path of asynchronous(graph)) {
      const { configs, deadLetter } = asyncSettings(graph.app, path.fn);
      if (configs.some(({ qualifier }) => sameQualifier(qualifier, path.qualifier) !== false)) continue;
      // A configuration that serves another trigger is in its place; what this path lacks is then its own.
      const idle = configs.find(({ qualifier }) => !pathsOf(graph, path.fn).some((other) => other.mode === 'async' && sameQualifier(qualifier, other.qualifier) !== false));
      const config = idle ?? (path.outcome.fate === 'lost' && !deadLetter ? configs.find(({ onFailure }) => onFailure) : undefined);
      if (!config) continue;
      report({
        resource: config.resource, property: 'Qualifier', path, mend: path.outcome.fate === 'lost' ? asyncMend(path) : undefined,
        what: `${config.resource.label} is for ${name(config.qualifier)}, but ${path.triggers[0]?.label ?? 'the caller'} invokes ${name(path.qualifier)} of ${path.fn.label}`,
        event: path.outcome.fate === 'lost' ? 'an event on which the function keeps failing is dropped, as if there were no such configuration' : undefined,
        fix: path.qualifier.key.startsWith('$LATEST') ? 'Set onFailure: new SqsDestination(queue) on the function itself, or let the trigger invoke the alias.'
          : `Call configureAsyncInvoke({ onFailure: new SqsDestination(queue) }) on ${name(path.qualifier)}.`,
        fixInTemplate: invokeConfig(graph, path),
      });
    }
  },
});

const name = ({ key, resource }: { readonly key: string; readonly resource?: { readonly label: string } }) => resource?.label ?? key;
