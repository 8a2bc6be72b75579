import fs from 'node:fs';
import { join } from 'node:path';

/** Everything that is read stands in here, and in no real folder. */
export const root = '/fuzzed/app';

/** What the package itself reads of its own files. */
const own = join(__dirname, '../..');

/** Looked for in the working directory, whatever is checked. */
const config = 'lambda-failsafe.json';

/** A file of that many bytes or a folder, as far as readers ask. */
const stats = (size: number | undefined) => ({
  size: size ?? 0, mode: 0o644, isFile: () => size !== undefined, isDirectory: () => size === undefined, isSymbolicLink: () => false,
});

/** A disk in memory, which tells who looks elsewhere. It takes the place of Node's. */
export class Disk {
  /** Where somebody has looked who had no business there. */
  public readonly touched: string[] = [];
  private files: ReadonlyMap<string, Buffer> = new Map();
  private folders: ReadonlySet<string> = new Set();
  private readonly handles = new Map<number, { readonly bytes: Buffer; at: number }>();
  private opened = 1_000_000;

  /** What somebody names by the wrong name is not there; what stands elsewhere nobody may look at. */
  public hold(files: ReadonlyMap<string, Buffer>): void {
    this.files = files;
    const folders = new Set([root, '/fuzzed', '/']);
    for (const file of files.keys()) for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) folders.add(file.slice(0, at));
    this.folders = folders;
    this.touched.length = 0;
    this.handles.clear();
  }

  public install(): void {
    const real = { ...fs, realpathSync: fs.realpathSync };
    const mine = (path: unknown): path is string => typeof path === 'string' && path.startsWith('/fuzzed');
    const isOwn = (path: unknown) => typeof path === 'string' && (path.startsWith(own) || path === config);
    const missing = (path: string, code = 'ENOENT') => Object.assign(new Error(`${code}: ${path}`), { code });
    /** Looks for it, and remembers who looks outside. */
    const find = (path: string): Buffer | undefined => {
      // Where the repository of the files begins, for the names in a diff.
      if (path.endsWith('/.git')) throw missing(path);
      if (path !== root && !path.startsWith(`${root}/`) && path !== '/fuzzed/manifest.json') this.touched.push(path);
      const file = this.files.get(path);
      if (!file && !this.folders.has(path)) throw missing(path);
      return file;
    };
    const replaced = <K extends keyof typeof fs>(name: K, work: (path: string, ...rest: never[]) => unknown) => {
      const original = real[name] as (...args: unknown[]) => unknown;
      Object.assign(fs, {
        [name]: (path: unknown, ...rest: never[]) => {
          if (mine(path)) return work(path, ...rest);
          if (!isOwn(path) && typeof path === 'string') this.touched.push(path);
          return original(path, ...rest);
        },
      });
    };
    replaced('readFileSync', (path, encoding: string) => {
      const found = find(path);
      if (!found) throw missing(path, 'EISDIR');
      return encoding === undefined ? found : found.toString('utf8');
    });
    replaced('existsSync', (path) => {
      try {
        find(path);
        return true;
      } catch {
        return false;
      }
    });
    const stat = (path: string, options: { readonly throwIfNoEntry?: boolean } = {}) => {
      try {
        return stats(find(path)?.length);
      } catch (error) {
        if (options.throwIfNoEntry === false) return undefined;
        throw error;
      }
    };
    replaced('statSync', stat);
    replaced('lstatSync', stat);
    replaced('readdirSync', (path, options: { readonly withFileTypes?: boolean } | undefined) => {
      if (find(path)) throw missing(path, 'ENOTDIR');
      const names = new Map([...this.files.keys(), ...this.folders].filter((file) => file.startsWith(`${path}/`)).map((file) => [file.slice(path.length + 1).split('/')[0], file]));
      return [...names.keys()].map((name) => (options?.withFileTypes ? { ...stats(this.files.get(`${path}/${name}`)?.length), name } : name));
    });
    replaced('openSync', (path) => {
      const bytes = find(path);
      if (!bytes) throw missing(path, 'EISDIR');
      this.opened += 1;
      this.handles.set(this.opened, { bytes, at: 0 });
      return this.opened;
    });
    const { fstatSync, readSync, closeSync } = real;
    fs.fstatSync = ((handle: number) => {
      const open = this.handles.get(handle);
      return open ? stats(open.bytes.length) : fstatSync(handle);
    }) as typeof fs.fstatSync;
    fs.readSync = ((handle: number, buffer: Buffer, offset: number, length: number, position: number | null) => {
      const open = this.handles.get(handle);
      if (!open) return readSync(handle, buffer, offset, length, position);
      const read = open.bytes.copy(buffer, offset, open.at, open.at + length);
      open.at += read;
      return read;
    }) as typeof fs.readSync;
    fs.closeSync = (handle) => void (this.handles.delete(handle) || closeSync(handle));
    const resolved = (path: string) => {
      if (!this.files.has(path) && !this.folders.has(path)) throw missing(path);
      return path;
    };
    fs.realpathSync = Object.assign((path: string) => (mine(path) ? resolved(path) : real.realpathSync(path)), {
      native: (path: string) => (mine(path) ? resolved(path) : real.realpathSync.native(path)),
    }) as typeof fs.realpathSync;
    for (const name of ['writeFileSync', 'renameSync', 'rmSync', 'mkdirSync', 'unlinkSync', 'appendFileSync'] as const) {
      Object.assign(fs, { [name]: (path: string) => { this.touched.push(`${name} ${path}`); } });
    }
  }
}
