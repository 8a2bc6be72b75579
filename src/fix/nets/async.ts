import { asyncSettings } from '../../lambda/async';
import { invokedBy, qualifierOf, sameQualifier, unqualified } from '../../lambda/invoked';
import { Resource, ResourceSet } from '../../model/resource';
import { Json } from '../../read/file';
import { arn, Draft, ref } from '../draft';
import { allowQueue, failureQueue } from '../resources';
import { Unmendable } from '../unmendable';

/** An on-failure destination for exactly the function, version or alias that is invoked. */
export function asyncFailures(draft: Draft, invoked: Resource, app: ResourceSet): void {
  const fn = invoked.type === 'AWS::Lambda::Function' ? invoked : invokedBy(app, invoked.properties.FunctionName)?.fn;
  if (!fn) throw new Unmendable(`the function of ${invoked.label} is not part of this app`);
  if (invoked.stack.name !== fn.stack.name) throw new Unmendable(`${invoked.label} is in another stack than ${fn.label}`);
  const written = draft.templates.written(fn);
  const sam = written.Type === 'AWS::Serverless::Function';
  const queue = failureQueue(draft, fn, `${fn.id}FailedEvents`);
  // SAM lets a role write that it makes itself.
  const policy = !sam || !draft.hasRoleOfSam(fn) ? allowQueue(draft, fn, queue) : undefined;
  // Durable functions have no destinations: https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
  if (fn.properties.DurableConfig !== undefined) {
    if (sam) draft.set(fn, ['DeadLetterQueue'], { Type: 'SQS', TargetArn: arn(queue) });
    else draft.set(fn, ['DeadLetterConfig'], { TargetArn: arn(queue) });
    return draft.depend(fn, policy);
  }
  const qualifier = invoked === fn ? unqualified : qualifierOf(invoked);
  const config = asyncSettings(app, fn).configs.find((candidate) => sameQualifier(candidate.qualifier, qualifier) === true)?.resource;
  if (config?.madeBy || sam && !config && isWhatSamConfigures(app, fn, invoked)) {
    draft.set(fn, ['EventInvokeConfig', 'DestinationConfig', 'OnFailure'], { Type: 'SQS', Destination: arn(queue) });
    draft.depend(fn, policy);
  } else if (config) {
    draft.set(config, ['DestinationConfig', 'OnFailure'], { Destination: arn(queue) });
    draft.depend(config, policy);
  } else {
    const dependsOn = sam ? allowQueue(draft, fn, queue) : policy;
    // SAM gives the plain name to the one that it makes for the alias.
    draft.add(invoked, sam && invoked === fn ? `${fn.id}LatestEventInvokeConfig` : `${invoked.id}EventInvokeConfig`, {
      type: 'AWS::Lambda::EventInvokeConfig', dependsOn,
      properties: { FunctionName: ref(fn.id), Qualifier: qualifierIn(draft, invoked, fn), DestinationConfig: { OnFailure: { Destination: arn(queue) } } },
    });
  }
}

/** The property of a SAM function is for the alias that SAM publishes, and for `$LATEST` where it publishes none. */
function isWhatSamConfigures(app: ResourceSet, fn: Resource, invoked: Resource): boolean {
  const alias = app.ofType('AWS::Lambda::Alias').find(({ madeBy }) => madeBy?.key === fn.key);
  return invoked.key === (alias ?? fn).key;
}

function qualifierIn(draft: Draft, invoked: Resource, fn: Resource): Json {
  if (invoked === fn) return '$LATEST';
  return invoked.type === 'AWS::Lambda::Version' ? { 'Fn::GetAtt': [invoked.id, 'Version'] } : draft.templates.properties(invoked).Name;
}
