import { defineSource, Draft, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { callerSees, once } from '../lambda/caller';
import { Invoked, invokedBy } from '../lambda/invoked';
import { fromJson } from '../lambda/json';
import { Delivery } from '../model/graph';
import { at, list, show, string, Unknown, Value } from '../model/value';

export const facts = {
  links: {
    permission: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
    services: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html',
  },
};

/** What a service invokes functions as, by the principal it does so with, without `.amazonaws.com` and Region. */
const kinds: { readonly [principal: string]: string } = {
  'sns': 'async-sns', 's3': 'async-s3', 'events': 'async-events', 'logs': 'async-logs', 'config': 'async-config', 'iot': 'async-iot', 'iotevents': 'async-iot',
  'ses': 'async-ses', 'codecommit': 'async-codecommit', 'scheduler': 'async-scheduler', 'lambda.alarms.cloudwatch': 'async-alarm',
  'cloudformation': 'custom-resource', 'codepipeline': 'codepipeline',
  'apigateway': 'sync-apigw', 'elasticloadbalancing': 'sync-alb', 'cognito-idp': 'sync-cognito', 'cognito-sync': 'sync-cognito', 'appsync': 'sync-appsync',
  'lex': 'sync-agent', 'lexv2': 'sync-agent', 'bedrock': 'sync-agent', 'bedrock-agentcore': 'sync-agent', 'vpc-lattice': 'sync-lattice', 'states': 'sync-sfn', 'firehose': 'sync-firehose',
  'codedeploy': 'sync-codedeploy', 'transfer': 'sync-other', 'edgelambda': 'sync-edge', 'replicator.lambda': 'sync-edge',
  'secretsmanager': 'sync-other', 'connect': 'sync-other', 'alexa-appkit': 'sync-other', 'alexa-connectedhome': 'sync-other', 'autoscaling': 'sync-other',
};

/** Principals that several kinds of paths explain. */
const families: { readonly [kind: string]: readonly string[] } = {
  'custom-resource': ['custom-resource', 'macro'],
  'sync-apigw': ['sync-apigw', 'sync-authorizer', 'async-direct'],
  'sync-appsync': ['sync-appsync', 'sync-authorizer', 'async-direct'],
  'sync-sfn': ['sync-sfn', 'async-direct'],
  'sync-cognito': ['sync-cognito', 'async-cognito'],
  'async-ses': ['async-ses', 'sync-other'],
  'async-iot': ['async-iot', 'sync-authorizer', 'sync-other'],
};

/** What of a service waits for the answer although the rest of it does not, by the ARN of the source. */
const waiting: { readonly [kind: string]: readonly (readonly [arn: RegExp, kind: string])[] } = {
  'async-iot': [[/:authorizer\//, 'sync-authorizer'], [/:provisioningtemplate\//, 'sync-other']],
};

/** Services that have a net for failed deliveries of their own, which the permission does not show. */
const deliverers: { readonly [kind: string]: { readonly by: string; readonly on: string } } = {
  'async-sns': { by: 'SNS', on: 'subscription' }, 'async-events': { by: 'EventBridge', on: 'rule' }, 'async-scheduler': { by: 'EventBridge Scheduler', on: 'schedule' },
};

/**
 * A permission for a service that no trigger of this app explains: what invokes the function is made elsewhere, in
 * another stack, by hand or by the service itself. Permissions for accounts and roles say nothing about how they invoke.
 */
export default defineSource({
  id: 'permission',
  title: 'Lambda permission of a service',
  turn: 'fallback',
  links: [facts.links.permission, facts.links.services],
  claims: ['AWS::Lambda::Permission', 'AWS::Lambda::ResourcePolicy'],
  * paths(app, found) {
    const known = new Set(found.map(({ fn, kind }) => `${fn.key}|${kind}`));
    const explained = ({ fn }: Invoked, kind: string) => (families[kind] ?? [kind]).some((each) => known.has(`${fn.key}|${each}`));
    const groups = new Map<string, Grant & { readonly permissions: Resource[]; readonly sources: Resource[] }>();
    for (const grant of [...permissions(app), ...policies(app)]) {
      if (explained(grant.invoked, grant.kind)) continue;
      const key = `${grant.invoked.fn.key}|${grant.invoked.qualifier.key}|${grant.kind}`;
      const group = groups.get(key) ?? { ...grant, permissions: [], sources: [] };
      const source = app.target(grant.sourceArn);
      group.permissions.push(grant.resource);
      if (source.kind === 'resource') group.sources.push(source.resource);
      groups.set(key, group);
    }
    for (const { invoked, kind, permissions: resources, sources } of groups.values()) {
      yield { source: 'permission', kind, triggers: [...new Set([...resources, ...sources])], origin: sources[0], ...ending(app, invoked, kind) };
    }
  },
});

function ending(app: ResourceSet, invoked: Invoked, kind: string): Omit<Draft, 'source' | 'kind' | 'triggers'> {
  const path = asyncPath(app, invoked);
  if (kind === 'custom-resource' || kind === 'codepipeline') return { ...path, outcome: callerSees('the service waits for an answer of the function') };
  if (kind.startsWith('sync-')) return { ...path, mode: 'sync', outcome: callerSees('the service waits for the answer and sees the error'), tries: once(facts.links.services) };
  if (!(kind in deliverers)) return path;
  const { by, on } = deliverers[kind];
  const because = `the ${on} is not part of this app`;
  const delivery: Delivery = { by, tries: { attempts: new Unknown(because), link: facts.links.services }, fate: 'unknown', because, nets: [] };
  return { ...path, delivery };
}

interface Grant {
  readonly resource: Resource;
  readonly invoked: Invoked;
  readonly kind: string;
  readonly sourceArn: Value;
}

function* permissions(app: ResourceSet): Iterable<Grant> {
  for (const resource of app.ofType('AWS::Lambda::Permission')) {
    const { FunctionName, Action, Principal, SourceArn } = resource.properties;
    const invoked = invokedBy(app, FunctionName);
    const kind = kindOf(Principal, SourceArn);
    if (invoked && kind && invokes(Action)) yield { resource, invoked, kind, sourceArn: SourceArn };
  }
}

/** The whole policy of a function as one resource. */
function* policies(app: ResourceSet): Iterable<Grant> {
  for (const resource of app.ofType('AWS::Lambda::ResourcePolicy')) {
    const invoked = invokedBy(app, resource.properties.ResourceArn);
    if (!invoked) continue;
    for (const statement of list(at(fromJson(resource.properties.PolicyDocument), 'Statement'))) {
      if (at(statement, 'Effect') !== 'Allow' || !list(at(statement, 'Action')).some(invokes)) continue;
      const sourceArn = ['ArnLike', 'ArnEquals', 'StringEquals', 'StringLike'].map((operator) => at(statement, 'Condition', operator, 'aws:SourceArn')).find((arn) => arn !== undefined);
      for (const principal of list(at(statement, 'Principal', 'Service'))) {
        const kind = kindOf(principal, list(sourceArn)[0]);
        if (kind) yield { resource, invoked, kind, sourceArn: list(sourceArn)[0] };
      }
    }
  }
}

/** Function URLs have an action of their own, and a source of their own. */
const invokes = (action: Value) => /^(lambda:)?(\*|Invoke\*|InvokeFunction)$/i.test(string(action) ?? 'lambda:InvokeFunction');

function kindOf(principal: Value, sourceArn: Value): string | undefined {
  const service = show(principal).toLowerCase().replace(/\.(amazonaws\.com(\.cn)?|amazon\.com|\$\{urlsuffix\})$/, '').replace(/\.(\$\{region\}|[a-z]{2}(-[a-z]+)+-\d)$/, '');
  if (!Object.hasOwn(kinds, service)) return undefined;
  const kind = kinds[service];
  return waiting[kind]?.find(([arn]) => arn.test(show(sourceArn)))?.[1] ?? kind;
}
