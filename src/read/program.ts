import { statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Folder, readText } from './disk';
import { Properties, at, string } from '../model/value';

/** Larger files are not looked into: a bundle of that size says little about the handler. */
const largest = 5_000_000;

const endings = ['.js', '.mjs', '.cjs', '.ts', '.py', '.rb'];

/**
 * The program of a function, where it can be read: in the template, in the asset that CDK wrote beside it, or in the folder that a
 * SAM or CloudFormation template names before it is packaged. Never outside of the folder of the template.
 */
export function programOf(properties: Properties, metadata: Properties, template: string): string | undefined {
  const inline = string(at(properties.Code, 'ZipFile'));
  if (inline !== undefined) return inline;
  const handler = string(properties.Handler);
  const uri = string(metadata['aws:asset:path']) ?? string(properties.Code);
  if (handler === undefined || uri === undefined || uri.includes('://')) return undefined;
  const whole = new Folder(dirname(template));
  const folder = join(whole.path, uri);
  if (!whole.names(folder)) return undefined;
  const module = join(folder, handler.replace(/\.[^./]*$/, ''));
  if (relative(folder, module).startsWith('..')) return undefined;
  for (const ending of endings) {
    const file = `${module}${ending}`;
    if (whole.holds(file) && statSync(file).size <= largest) return read(file);
  }
  return undefined;
}

/** What is no text, or cannot be read, is not known. */
function read(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}
