import { readFileSync } from 'node:fs';
import { file, picture } from '../../projenrc/picture';

test('the picture of the README is the map of the example; npx projen picture makes it anew', () => {
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  const now = picture();
  quiet.mockRestore();
  expect(readFileSync(file, 'utf8').replace(/\r\n/g, '\n')).toBe(now);
});
