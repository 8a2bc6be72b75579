// Which folder may not import which other, and why. Read by the linter; the picture is in docs/how-it-works.md.
interface Zone { readonly target: string; readonly from: string; readonly except?: string[]; readonly message: string }

const zone = (target: string, from: string[], message: string): Zone[] => from.map((f) => ({ target: `./src/${target}`, from: f === 'aws-cdk-lib' ? './node_modules/aws-cdk-lib' : `./src/${f}`, message }));

export const importZones: Zone[] = [
  ...zone('model', ['read', 'lambda', 'sources', 'graph', 'plan', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'aws-cdk-lib'], 'model holds the types of the line and imports nothing.'),
  ...zone('read', ['plan', 'lambda', 'sources', 'graph', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts'], 'reading knows neither sources nor rules.'),
  ...zone('lambda', ['plan', 'read', 'sources', 'graph', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'aws-cdk-lib'], 'what sources share about Lambda needs the model only.'),
  ...zone('sources', ['plan', 'read', 'graph', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts'], 'a source sees resolved resources only.'),
  ...zone('sources/!(*.wire).ts', ['aws-cdk-lib'], 'a source reads without CDK; wiring belongs into its .wire.ts.'),
  ...zone('graph', ['plan', 'read', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'aws-cdk-lib'], 'the graph is built from resources and sources alone.'),
  ...zone('plan', ['read', 'rules', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'graph/build.ts', 'aws-cdk-lib'], 'a plan is worked out from the graph alone.'),
  ...zone('rules', ['plan', 'read', 'lambda', 'sources', 'report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'graph/build.ts', 'aws-cdk-lib'], 'a rule only asks the graph.'),
  ...zone('check.ts', ['report', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'aws-cdk-lib'], 'the program ends where findings are handed on.'),
  ...zone('report', ['read', 'sources', 'graph', 'plan', 'map', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'aws-cdk-lib'], 'reports turn results into text, nothing else.'),
  ...zone('map', ['read', 'lambda', 'sources', 'graph', 'plan', 'rules', 'plug', 'cli', 'constructs', 'defaults', 'mixins', 'check.ts', 'aws-cdk-lib'], 'the map draws what the report knows.'),
  ...zone('plug', ['cli', 'constructs', 'defaults', 'mixins'], 'the doors into CDK know neither the command line nor the constructs.'),
  ...zone('mixins', ['defaults', 'read/!(user-code).ts', 'graph', 'report', 'map', 'plan', 'rules', 'cli'], 'mixins wire what exists; what lacks a net is for the check to say.'),
  ...zone('defaults', ['read', 'graph', 'report', 'map', 'plan', 'rules', 'cli', 'check.ts'], 'defaults fill in what is not set, or have mixins do it; what lacks a net is for the check to say.'),
  ...zone('cli', ['plug', 'constructs', 'defaults', 'mixins', 'read/tree.ts', 'aws-cdk-lib'], 'the command line must start without aws-cdk-lib.'),
  ...zone('constructs', ['read', 'graph', 'rules', 'report', 'map', 'plug/!(verify|message).ts', 'cli', 'defaults', 'mixins', 'check.ts'], 'constructs wire; what is wired is judged by the rules, through plug/verify.'),
];
