// Which folder may not import which other, and why. Read by the linter; the picture is in docs/how-it-works.md.
interface Zone { readonly target: string; readonly from: string; readonly except?: string[]; readonly message: string }

const zone = (target: string, from: string[], message: string): Zone[] => from.map((f) => ({ target: `./src/${target}`, from: f === 'aws-cdk-lib' ? './node_modules/aws-cdk-lib' : `./src/${f}`, message }));

/** What stands in a program of CDK, or changes one. */
const wiring = ['constructs', 'defaults', 'mixins'];
/** What is built on the check, which none of its steps knows. */
const above = ['fix', 'report', 'map', 'plug', 'cli', ...wiring, 'check.ts'];
const aboveBut = (...folders: string[]) => above.filter((folder) => !folders.includes(folder));

export const importZones: Zone[] = [
  ...zone('model', ['read', 'lambda', 'sources', 'graph', 'plan', 'rules', ...above, 'aws-cdk-lib'], 'model holds the types of the line and imports nothing.'),
  ...zone('read', ['plan', 'lambda', 'sources', 'graph', 'rules', ...above], 'reading knows neither sources nor rules.'),
  ...zone('lambda', ['plan', 'read', 'sources', 'graph', 'rules', ...above, 'aws-cdk-lib'], 'what sources share about Lambda needs the model only.'),
  ...zone('sources', ['plan', 'read', 'graph', 'rules', ...above], 'a source sees resolved resources only.'),
  ...zone('sources/!(*.wire).ts', ['aws-cdk-lib'], 'a source reads without CDK; wiring belongs into its .wire.ts.'),
  ...zone('graph', ['plan', 'read', 'rules', ...above, 'aws-cdk-lib'], 'the graph is built from resources and sources alone.'),
  ...zone('plan', ['read', 'rules', ...above, 'graph/build.ts', 'aws-cdk-lib'], 'a plan is worked out from the graph alone.'),
  ...zone('rules', ['plan', 'read', 'lambda', 'sources', ...above, 'graph/build.ts', 'aws-cdk-lib'], 'a rule only asks the graph.'),
  ...zone('check.ts', [...aboveBut('check.ts'), 'aws-cdk-lib'], 'the program ends where findings are handed on.'),
  ...zone('fix', ['plan', 'rules', ...aboveBut('fix', 'check.ts'), 'aws-cdk-lib'], 'fixes are tried out by the check, and know nothing of how they are told.'),
  ...zone('report', ['read', 'sources', 'graph', 'plan', ...aboveBut('report'), 'aws-cdk-lib'], 'reports turn results into text, nothing else.'),
  ...zone('map', ['read', 'lambda', 'sources', 'graph', 'plan', 'rules', ...aboveBut('map', 'report'), 'aws-cdk-lib'], 'the map draws what the report knows.'),
  ...zone('plug', ['fix', 'cli', ...wiring], 'the doors into CDK know neither the command line nor the constructs.'),
  ...zone('cli', ['plug', ...wiring, 'read/tree.ts', 'aws-cdk-lib'], 'the command line must start without aws-cdk-lib.'),
  ...zone('constructs', ['read', 'graph', 'rules', 'fix', 'report', 'map', 'plug/!(verify|message).ts', 'cli', 'defaults', 'mixins', 'check.ts'], 'constructs wire; what is wired is judged by the rules, through plug/verify.'),
  ...zone('mixins', ['read/!(user-code).ts', 'graph', 'plan', 'rules', 'fix', 'report', 'map', 'cli', 'defaults'], 'mixins wire what exists; what lacks a net is for the check to say.'),
  ...zone('defaults', ['read', 'graph', 'plan', 'rules', 'fix', 'report', 'map', 'cli', 'check.ts'], 'defaults fill in what is not set, or have mixins do it; what lacks a net is for the check to say.'),
];
