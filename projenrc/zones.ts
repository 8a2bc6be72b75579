// Which folder may not import which other, and why. Read by the linter; the picture is in docs/how-it-works.md.
interface Zone { readonly target: string; readonly from: string; readonly except?: string[]; readonly message: string }

const zone = (target: string, from: string[], message: string): Zone[] => from.map((f) => ({ target: `./src/${target}`, from: f === 'aws-cdk-lib' ? './node_modules/aws-cdk-lib' : `./src/${f}`, message }));

export const importZones: Zone[] = [
  ...zone('model', ['read', 'lambda', 'sources', 'graph', 'plan', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'aws-cdk-lib'], 'model holds the types of the line and imports nothing.'),
  ...zone('read', ['plan', 'lambda', 'sources', 'graph', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts'], 'reading knows neither sources nor rules.'),
  ...zone('lambda', ['plan', 'read', 'sources', 'graph', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'aws-cdk-lib'], 'what sources share about Lambda needs the model only.'),
  ...zone('sources', ['plan', 'read', 'graph', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts'], 'a source sees resolved resources only.'),
  ...zone('sources/!(*.wire).ts', ['aws-cdk-lib'], 'a source reads without CDK; wiring belongs into its .wire.ts.'),
  ...zone('graph', ['plan', 'read', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'aws-cdk-lib'], 'the graph is built from resources and sources alone.'),
  ...zone('plan', ['read', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'graph/build.ts', 'aws-cdk-lib'], 'a plan is worked out from the graph alone.'),
  ...zone('rules', ['plan', 'read', 'lambda', 'sources', 'report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'graph/build.ts', 'aws-cdk-lib'], 'a rule only asks the graph.'),
  ...zone('check.ts', ['report', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'aws-cdk-lib'], 'the program ends where findings are handed on.'),
  ...zone('fix', ['report', 'map', 'plan', 'rules', 'plug', 'cli', 'constructs', 'mixins', 'aws-cdk-lib'], 'fixes are tried out by the check, and know nothing of how they are told.'),
  ...zone('report', ['read', 'sources', 'graph', 'plan', 'map', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'aws-cdk-lib'], 'reports turn results into text, nothing else.'),
  ...zone('map', ['read', 'fix', 'lambda', 'sources', 'graph', 'plan', 'rules', 'plug', 'cli', 'constructs', 'mixins', 'fix', 'check.ts', 'aws-cdk-lib'], 'the map draws what the report knows.'),
  ...zone('plug', ['fix', 'cli', 'constructs', 'mixins'], 'the doors into CDK know neither the command line nor the constructs.'),
  ...zone('mixins', ['read/!(user-code).ts', 'graph', 'report', 'map', 'plan', 'rules', 'fix', 'cli'], 'mixins wire what exists; what lacks a net is for the check to say.'),
  ...zone('cli', ['plug', 'constructs', 'mixins', 'read/tree.ts', 'aws-cdk-lib'], 'the command line must start without aws-cdk-lib.'),
  ...zone('constructs', ['read', 'graph', 'rules', 'report', 'map', 'plug/!(verify|message).ts', 'cli', 'mixins', 'fix', 'check.ts'], 'constructs wire; what is wired is judged by the rules, through plug/verify.'),
];
