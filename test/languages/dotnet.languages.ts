import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { skipped } from './language';
import { compiled, must, once, root, run } from './tools';

// Packaged where the toolchain is; there is no app in C# yet.
if (run({ command: 'dotnet', args: ['--version'], cwd: root }).status !== 0) {
  skipped('.NET', 'dotnet is not installed; test/package.test.ts looks at its configuration');
} else {
  test('.NET: the package is made', () => {
    once('dotnet-package', compiled(), () => must('npx', ['projen', 'package:dotnet']));
    expect(readdirSync(join(root, 'dist/dotnet'), { recursive: true })).toContainEqual(expect.stringMatching(/CdkLambdaFailsafe\.0\.0\.0\.nupkg$/));
  });
}
