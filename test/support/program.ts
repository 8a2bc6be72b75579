import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** Runs a program that stands in a page, and gives what the expression after it says. */
export function run(program: string, expression = 'undefined'): unknown {
  const { outputText } = transpileModule(program, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true } });
  // Modules are those of the test, so that the run at the newest CDK takes that one.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return new Function('require', 'exports', `${outputText}\nreturn ${expression};`)((name: string) => require(name === 'cdk-lambda-failsafe' ? '../../src' : name) as unknown, {});
}
