import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/**
 * Has the doors of the package load what they import when they first use it, as aws-cdk-lib does: an app that only checks loads no
 * construct, and none of the modules of aws-cdk-lib that constructs need. What checks is used as a whole, and stays as it is.
 */
const lib = join(__dirname, '..', 'lib');
const doors = ['constructs', 'defaults', 'mixins', 'plug'];

const files = ['index.js', ...doors.flatMap((folder) => readdirSync(join(lib, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))].filter((name) => name.endsWith('.js'));
for (const file of files) {
  const before = readFileSync(join(lib, file), 'utf8');
  const after = lazy(before);
  if (after !== before) writeFileSync(join(lib, file), after);
}

/** `const x = require('x')` becomes a function that requires once, and each `x` a call of it. */
function lazy(text: string): string {
  const source = ts.createSourceFile('lib.js', text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const imported = new Map<string, ts.VariableStatement>();
  for (const statement of source.statements) {
    const name = importedBy(statement);
    if (name !== undefined) imported.set(name, statement as ts.VariableStatement);
  }
  const changes: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  for (const [name, statement] of imported) {
    const call = statement.declarationList.declarations[0].initializer!.getText(source);
    changes.push({ from: statement.getStart(source), to: statement.end, text: `let ${name} = () => { const loaded = ${call}; ${name} = () => loaded; return loaded; };` });
  }
  const visit = (node: ts.Node): void => {
    if (ts.isVariableStatement(node) && [...imported.values()].includes(node)) return;
    if (ts.isIdentifier(node) && imported.has(node.text) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) {
      // In parentheses, as `new` would take the call for its own.
      changes.push({ from: node.getStart(source), to: node.end, text: `(${node.text}())` });
    }
    node.forEachChild(visit);
  };
  visit(source);
  let result = text;
  for (const { from, to, text: by } of changes.sort((one, other) => other.from - one.from)) result = result.slice(0, from) + by + result.slice(to);
  return result;
}

/** The name that a statement gives to a module, and nothing else. */
function importedBy(statement: ts.Statement): string | undefined {
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return undefined;
  const { name, initializer } = statement.declarationList.declarations[0];
  if (!ts.isIdentifier(name) || !initializer || !ts.isCallExpression(initializer)) return undefined;
  const [inner] = initializer.arguments;
  const isRequire = (node: ts.Node | undefined): boolean => node !== undefined && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isRequire(initializer) || isRequire(inner) && ts.isIdentifier(initializer.expression) && initializer.expression.text.startsWith('__import') ? name.text : undefined;
}
