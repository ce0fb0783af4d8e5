import { stampOf } from '../../log/stamp.ts';
import type { Bytes } from './bytes.ts';
import { type FirstLine, fingerprint, MAX_FIRST_LINE } from './fingerprint.ts';
import { endOfNuls } from './pieces.ts';

const LF = 10;
const NUL = 0;
/** Of a thousand files the memory for what is seldom longer; then 32 times as much, until it is enough. */
const FIRST_READ = 2 * 1024;
/** So many NULs are passed over in one step: some milliseconds, be it a hole or a compressed file. */
export const NULS_AT_ONCE = 4 * 1024 * 1024;

/** Taken by a step of a long search and left for the next one, whosesoever it is: to make it anew costs more than reading NULs. */
let spare: Buffer | undefined;

/**
 * Looks for the first line of one file, behind a run of NULs of any length. A hole of a terabyte takes minutes, and a compressed
 * file can hold as many: so it goes in steps.
 */
export class FirstLineSearch {
  readonly #containerId: string;
  /** Only NULs stand before. */
  #from = 0;

  constructor(containerId: string) {
    this.#containerId = containerId;
  }

  /**
   * Goes on where the last step ended. `more`: NULs only so far, and it is to be called again. `none`: the first line is not complete;
   * of a file that will not grow (`complete`) a rest without LF counts as a line, unless it is one that is half decoded.
   */
  async step(
    bytes: Pick<Bytes, 'isCompressed' | 'read' | 'trouble' | 'before'>,
    complete: boolean,
  ): Promise<FirstLine | 'none' | 'more'> {
    if (!(await this.#isBehindNuls(bytes))) this.#from = 0;
    const end = this.#from + NULS_AT_ONCE;
    let buffer = this.#from === 0 ? Buffer.allocUnsafe(FIRST_READ) : largest();
    while (this.#from < end) {
      const length = await bytes.read(buffer, this.#from);
      const seen = buffer.subarray(0, length);
      const nuls = endOfNuls(seen, 0);
      this.#from += nuls;
      if (nuls === 0) {
        const lf = seen.indexOf(LF);
        if (lf >= 0) return this.#describe(seen.subarray(0, lf + 1));
        const isRest = complete && length < buffer.length && bytes.trouble() === undefined;
        if (length > 0 && (length === MAX_FIRST_LINE || isRest)) return this.#describe(seen);
      }
      if (length < buffer.length && (nuls === 0 || nuls === length)) return 'none';
      if (buffer.length < MAX_FIRST_LINE) buffer = larger(buffer);
    }
    spare = buffer;
    return 'more';
  }

  /** False when the file has been cut short and written to since. A compressed one does not change, and would be decoded anew. */
  async #isBehindNuls(bytes: Pick<Bytes, 'isCompressed' | 'before'>): Promise<boolean> {
    if (this.#from === 0 || bytes.isCompressed) return true;
    const before = await bytes.before(this.#from, 1);
    return before?.[0] === NUL;
  }

  #describe(line: Buffer): FirstLine {
    return { key: fingerprint(this.#containerId, line), stamp: stampOf(line), at: this.#from };
  }
}

function larger({ length }: Buffer): Buffer {
  return 32 * length < MAX_FIRST_LINE ? Buffer.allocUnsafe(32 * length) : largest();
}

/** The caller's alone. */
function largest(): Buffer {
  const buffer = spare ?? Buffer.allocUnsafe(MAX_FIRST_LINE);
  spare = undefined;
  return buffer;
}
