import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** What a program is given that does not stand in it. */
interface Given {
  /** Other programs that it imports, by the name that it imports them by. */
  readonly modules?: { readonly [name: string]: string };
  readonly globals?: { readonly [name: string]: unknown };
  /** What of it to return, as an expression. */
  readonly expression?: string;
}

/** Runs a program that stands in a page. */
export function run(program: string, { modules = {}, globals = {}, expression = 'exports' }: Given = {}): unknown {
  const { outputText } = transpileModule(program, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true } });
  const load = (name: string): unknown => {
    if (Object.hasOwn(modules, name)) return run(modules[name]);
    // Modules are those of the test, so that the run at the newest CDK takes that one.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(name === 'cdk-lambda-failsafe' ? '../../src' : name) as unknown;
  };
  return new Function('require', 'exports', ...Object.keys(globals), `${outputText}\nreturn ${expression};`)(load, {}, ...Object.values(globals));
}
