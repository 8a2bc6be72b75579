import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, realpathSync, Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { BadInput } from './file';

/**
 * Bytes. CloudFormation takes templates of up to 1 MB; manifests of large apps of CDK are larger, and always JSON, which
 * is read fifty times as fast as YAML.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const largest = { json: 32_000_000, other: 5_000_000 };

/** The text of a file, which may also be a pipe. Never more of it than that. */
export function readText(file: string): string {
  const most = file.endsWith('.json') ? largest.json : largest.other;
  const bytes = bytesOf(file, most + 1);
  if (bytes.length > most) throw new BadInput(file, `larger than ${most / 1_000_000} MB, which no template is: CloudFormation takes 1 MB`, 1, 1);
  if (bytes.length > 1 && (bytes.readUInt16BE() === 0xfeff || bytes.readUInt16LE() === 0xfeff)) throw new BadInput(file, 'UTF-16, where a template is UTF-8', 1, 1);
  const text = bytes.toString('utf8');
  if (!isUtf8(bytes)) {
    const before = text.slice(0, text.indexOf('\ufffd')).split('\n');
    throw new BadInput(file, 'not UTF-8 from here on', before.length, before[before.length - 1].length + 1);
  }
  return text;
}

function bytesOf(file: string, most: number): Buffer {
  const handle = openSync(file, 'r');
  try {
    const stats = fstatSync(handle);
    if (stats.isFile() && stats.size < most) {
      const whole = Buffer.allocUnsafe(stats.size);
      if (readSync(handle, whole, 0, whole.length, 0) === whole.length) return whole;
    }
    // A pipe or a device says nothing of its size.
    const parts: Buffer[] = [];
    for (let size = 0; size < most;) {
      const part = Buffer.allocUnsafe(Math.min(most - size, size === 0 ? 65_536 : 1_048_576));
      const read = readSync(handle, part, 0, part.length, null);
      if (read === 0) break;
      parts.push(part.subarray(0, read));
      size += read;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  } finally {
    closeSync(handle);
  }
}

/** What somebody has asked about. What templates name is read in there, and nowhere else, however they name it. */
export class Folder {
  private readonly real: string;

  constructor(public readonly path: string) {
    this.real = real(path) ?? resolve(path);
  }

  /** Where that stands in the folder by its name; whether it is there is not looked at. */
  public names(path: string): boolean {
    return !path.includes('\0') && inside(resolve(this.path), resolve(path));
  }

  /** Whether a plain file is there, in the folder also when links are followed. */
  public holds(file: string): boolean { return this.at(file)?.isFile() === true; }

  /** The same of a file or a folder; a pipe or a device has no end. */
  public has(path: string): boolean {
    const there = this.at(path);
    return there !== undefined && (there.isFile() || there.isDirectory());
  }

  private at(path: string): Stats | undefined {
    const target = this.names(path) ? real(path) : undefined;
    return target !== undefined && inside(this.real, target) ? statSync(target, { throwIfNoEntry: false }) : undefined;
  }

  /** A link in the folder that leads out of it. */
  public isLeft(file: string): boolean {
    const target = this.names(file) ? real(file) : undefined;
    return target !== undefined && !inside(this.real, target);
  }
}

export const folderOf = (file: string): Folder => new Folder(dirname(file));

function inside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Undefined for what is not there, or goes round in circles. */
function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
