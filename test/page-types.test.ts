import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..');

/** Pages whose code needs what stands around it: files of the repository, and tests that the reader has. */
const others = /add-a-\w+\.md$|recipes\/unit-tests\.md$/;

const pages = ['README.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md') && !others.test(name)).map((name) => join('docs', name))];

/** Programs of all pages, as files beside their page that are on no disk. */
const programs = new Map(pages.flatMap((page) => {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts(?: nofixture)?\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, code], index) => (code.includes('import ') ? [[join(root, `${page}.${index + 1}.ts`), code] as const] : []));
}));

test('what pages show compiles, and has no name that it does not need', () => {
  expect(programs.size).toBeGreaterThan(200);
  const options: ts.CompilerOptions = {
    strict: true, noUnusedLocals: true, noEmit: true, skipLibCheck: true, esModuleInterop: true, target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10, types: ['node'], moduleDetection: ts.ModuleDetectionKind.Force, baseUrl: root, paths: { 'cdk-lambda-failsafe': ['src/index.ts'] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => programs.get(file) ?? readFile(file);
  host.fileExists = (file) => programs.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const code = programs.get(file);
    return code === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, code, version);
  };
  const program = ts.createProgram([...programs.keys()], options, host);
  const said = [...programs.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start = 0, messageText }) => `${relative(root, file)}:${source.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
  expect(said).toEqual([]);
}, 120_000);
