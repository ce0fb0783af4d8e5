import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';

/** Says that a file of the host is not what it should be, in the form of a system call's failure. `call` is what was tried. */
export function refusal(code: string, why: string, call: 'open' | 'read', path: string): Error {
  return Object.assign(new Error(`${code}: ${why}, ${call} '${path}'`), { code, path });
}

/**
 * Opens the files of a source, each of which another program could have replaced. What stands below one of the `roots` is read, and nothing
 * that a link makes of it elsewhere: whoever may write there could have any file of the host shipped.
 */
export class HostFiles {
  readonly #roots: readonly string[];
  /** As they really are, with a slash at the end. */
  #places: readonly string[] = [];

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /**
   * Opens a regular file for reading. Throws what `fs` throws, EXDEV for a file outside of the roots, and EINVAL for anything that is no
   * regular file: nothing can be read from a folder, a named pipe could hold the reader back for ever, and a device never ends.
   */
  open(path: string): { descriptor: number; stats: Stats } {
    // To open some devices does something already.
    if (!statSync(path).isFile()) throw refusal('EINVAL', 'not a regular file', 'open', path);
    // Without this flag the open of a named pipe waits for a writer.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw refusal('EINVAL', 'not a regular file', 'open', path);
      const place = placeOf(descriptor, path);
      if (!this.#isInside(place)) throw refusal('EXDEV', `a link to ${place}`, 'open', path);
      return { descriptor, stats };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** The text of a small file. Throws as `open` does, and EFBIG when the file has more than `maxBytes`. */
  readText(path: string, maxBytes: number): string {
    const { descriptor, stats } = this.open(path);
    try {
      if (stats.size > maxBytes) throw refusal('EFBIG', `larger than ${maxBytes} bytes`, 'open', path);
      const bytes = Buffer.allocUnsafe(stats.size);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(descriptor);
    }
  }

  #isInside(place: string): boolean {
    const isBelow = () => this.#places.some((root) => place.startsWith(root));
    if (isBelow()) return true;
    // A root may have come, or be a link to somewhere else by now.
    this.#places = this.#roots.map(placeOfRoot);
    return isBelow();
  }
}

/** Where the open file really stands: of the descriptor, since its path may be another file's by now. */
function placeOf(descriptor: number, path: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // Only Linux tells.
    return realpathSync(path);
  }
}

function placeOfRoot(root: string): string {
  let place = root;
  try {
    place = realpathSync(root);
  } catch {
    // It is not there: then nothing below it is.
  }
  return place.endsWith('/') ? place : `${place}/`;
}
