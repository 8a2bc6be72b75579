/** The JSON schemas of the files that the command line reads, with the rules that there are. */
const at = 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/blob/main/schema';

const reason = { type: 'string', pattern: '\\S', description: 'why this is all right' };

export const configSchema = (rules: readonly string[]) => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: `${at}/config.schema.json`,
  title: 'Configuration of lambda-failsafe check',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    failOn: { enum: ['error', 'warning', 'never'], description: 'what makes the exit code 1; --fail-on goes before it' },
    rules: {
      type: 'object',
      description: 'severities of rules that are other than the usual ones',
      propertyNames: { enum: rules },
      additionalProperties: { enum: ['error', 'warning', 'info'] },
    },
    ignore: {
      type: 'array',
      description: 'findings that are accepted, each with a reason',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['rule', 'reason'],
        properties: {
          rule: { enum: ['*', ...rules], description: 'the rule; * is any' },
          function: { type: 'string', minLength: 1, description: 'name, logical id or construct path of the function; * stands for any text' },
          resource: { type: 'string', minLength: 1, description: 'the same of the resource that the finding is about' },
          template: { type: 'string', minLength: 1, description: 'the template file, from any folder on' },
          reason,
          until: { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', description: 'the last day on which it holds, as 2027-01-31' },
        },
      },
    },
    baseline: { type: 'string', minLength: 1, description: 'a file that --write-baseline has written, from the folder of this one' },
  },
});

export const baselineSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: `${at}/baseline.schema.json`,
  title: 'Baseline of lambda-failsafe check',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'findings'],
  properties: {
    $schema: { type: 'string' },
    version: { const: 1 },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['rule', 'resource', 'reason'],
        properties: {
          rule: { type: 'string', description: 'the rule' },
          resource: { type: 'string', description: 'construct path of the resource, or its template and logical id' },
          property: { type: 'string', description: 'the property, where the fault is one property' },
          function: { type: 'string', description: 'the function whose events it is about' },
          triggers: { type: 'array', items: { type: 'string' }, description: 'what invokes the function' },
          reason,
        },
      },
    },
  },
};
