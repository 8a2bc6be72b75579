import { defineRule } from './rule';

/** What can name a tenant when it invokes. */
const canName = new Set(['api-gateway-rest', 'api-gateway-http', 'scheduler', 'step-functions', 'custom-resource', 'appsync']);

export default defineRule({
  id: 'tenant-isolated-trigger',
  severity: 'error',
  title: 'a function with tenant isolation is triggered by something that knows no tenant',
  why: 'Lambda rejects every invocation without a tenant id. Event source mappings, SNS, S3, EventBridge rules and function URLs cannot send one, and do not retry such an error: no event ever reaches the function.',
  event: 'Lambda rejects every event, and none is tried again',
  fix: 'Invoke it through API Gateway, an EventBridge custom bus subscriber with TenantId, or another function that passes the tenant on.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.fn.properties.TenancyConfig === undefined || path.triggers.length === 0 || canName.has(path.source)) continue;
      if (path.source === 'eventbridge-subscriber' && path.outcome.because.includes('tenant') === false) continue;
      report({ resource: path.triggers[0], path, what: `${path.triggers[0].label} invokes ${path.fn.label}, which isolates tenants, and cannot say for which tenant` });
    }
  },
});
