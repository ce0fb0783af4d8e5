import * as fs from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

/** Docker's log-opts `max-size`, `max-file` and `compress`. */
export interface RotationOptions {
  /** Bytes; none: never rotated by size. */
  readonly maxSize?: number;
  readonly maxFile?: number;
  readonly compress?: boolean;
  /** Runs the next step of the compression in the background; none: 2 ms later. */
  readonly background?: (step: () => void) => void;
}

/**
 * One container's `<id>-json.log` with its rotated siblings, written and rotated as Docker does
 * (moby daemon/logger/loggerutils/logfile.go): the size is checked before each entry, siblings are shifted, the live file is renamed
 * (or unlinked when there may be only one), a new one is created, and `.1` is compressed in the background.
 */
export class JsonLogFile {
  readonly path: string;
  readonly #options: RotationOptions;
  #file: number;
  #size: number;
  /** What is left to do of the compression in the background; Docker's next rotation waits for it. */
  #compression: (() => void)[] = [];

  constructor(path: string, options: RotationOptions) {
    this.path = path;
    this.#options = options;
    this.#file = fs.openSync(path, 'a', 0o640);
    this.#size = fs.fstatSync(this.#file).size;
  }

  /** Writes one entry, after a rotation when the file is full. */
  write(entry: string | Buffer): void {
    if (this.#size >= (this.#options.maxSize ?? Number.POSITIVE_INFINITY)) this.rotate();
    const bytes = typeof entry === 'string' ? Buffer.from(entry) : entry;
    fs.writeSync(this.#file, bytes);
    this.#size += bytes.length;
  }

  rotate(): void {
    this.finishCompression();
    fs.closeSync(this.#file);
    const maxFile = this.#options.maxFile ?? 1;
    const extension = this.#options.compress ? '.gz' : '';
    if (maxFile < 2) {
      fs.unlinkSync(this.path);
    } else {
      fs.rmSync(`${this.path}.${maxFile - 1}${extension}`, { force: true });
      for (let i = maxFile - 1; i > 1; i--) {
        renameIfThere(`${this.path}.${i - 1}${extension}`, `${this.path}.${i}${extension}`);
      }
      fs.renameSync(this.path, `${this.path}.1`);
    }
    // Docker opens the first file to append and the following ones without: a later truncation makes them begin with NULs.
    this.#file = fs.openSync(this.path, 'w', 0o640);
    this.#size = 0;
    if (maxFile >= 2 && this.#options.compress) this.#compressInBackground(`${this.path}.1`);
  }

  /** What an operator does with `truncate -s 0`: Docker notices nothing. */
  truncate(): void {
    fs.truncateSync(this.path, 0);
  }

  finishCompression(): void {
    for (const step of this.#compression.splice(0)) step();
  }

  close(): void {
    this.finishCompression();
    fs.closeSync(this.#file);
  }

  /** In steps, so that a half-written `.gz` beside its whole source can be seen. */
  #compressInBackground(path: string): void {
    const bytes = gzipWithExtra(fs.readFileSync(path), '{"lastTime":"2024-05-01T00:00:00Z"}');
    const half = bytes.length >> 1;
    const target = `${path}.gz`;
    this.#compression = [
      () => fs.writeFileSync(target, bytes.subarray(0, half), { mode: 0o640 }),
      () => fs.appendFileSync(target, bytes.subarray(half)),
      () => fs.unlinkSync(path),
    ];
    const { background = (step) => setTimeout(step, 2) } = this.#options;
    const next = (): void => {
      this.#compression.shift()?.();
      if (this.#compression.length > 0) background(next);
    };
    background(next);
  }
}

function renameIfThere(from: string, to: string): void {
  if (fs.existsSync(from)) fs.renameSync(from, to);
}

/** RFC 1952 with FEXTRA, where Docker notes the time of the last line; node:zlib writes no extra field. */
export function gzipWithExtra(bytes: Buffer, extra: string): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 0, 0]);
  head.writeUInt16LE(Buffer.byteLength(extra), 10);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(bytes), 0);
  tail.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([head, Buffer.from(extra), deflateRawSync(bytes), tail]);
}
