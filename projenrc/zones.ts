// Which folder may not import which other, and why. Read by the linter; the picture is in docs/how-it-works.md.
interface Zone { readonly target: string; readonly from: string; readonly except?: string[]; readonly message: string }

const zone = (target: string, from: string[], message: string): Zone[] => from.map((f) => ({ target: `./src/${target}`, from: f === 'aws-cdk-lib' ? './node_modules/aws-cdk-lib' : `./src/${f}`, message }));

export const importZones: Zone[] = [
  ...zone('model', ['read', 'sources', 'graph', 'rules', 'report', 'plug', 'cli', 'check.ts', 'aws-cdk-lib'], 'model holds the types of the line and imports nothing.'),
  ...zone('read', ['sources', 'graph', 'rules', 'report', 'plug', 'cli', 'check.ts'], 'reading knows neither sources nor rules.'),
  ...zone('sources', ['read', 'graph', 'rules', 'report', 'plug', 'cli', 'check.ts'], 'a source sees resolved resources only.'),
  ...zone('graph', ['read', 'rules', 'report', 'plug', 'cli', 'check.ts', 'aws-cdk-lib'], 'the graph is built from resources and sources alone.'),
  ...zone('rules', ['read', 'report', 'plug', 'cli', 'check.ts', 'graph/build.ts', 'aws-cdk-lib'], 'a rule only asks the graph.'),
  ...zone('report', ['read', 'sources', 'graph', 'plug', 'cli', 'check.ts', 'aws-cdk-lib'], 'reports turn results into text, nothing else.'),
  ...zone('plug', ['cli'], 'the doors into CDK do not know the command line.'),
  ...zone('cli', ['plug', 'read/tree.ts', 'aws-cdk-lib'], 'the command line must start without aws-cdk-lib.'),
];
