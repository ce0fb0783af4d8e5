import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Docker's log-opts `max-size` (bytes), `max-file` and `compress`. */
export interface Rotation {
  readonly maxSize: number;
  /** Number of files, including the live one; at least 2. */
  readonly maxFile: number;
  readonly compress: boolean;
}

export interface ContainerOptions {
  readonly containersDir: string;
  /** 64 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly rotation: Rotation;
}

/**
 * A container's folder as Docker's json-file driver keeps it: `config.v2.json` and the rotated log.
 * Calls must not overlap. Await each one before the next.
 */
export class JsonFile {
  readonly #options: ContainerOptions;
  readonly #path: string;
  #file: FileHandle;
  #size = 0;
  #lastTime = 0n;
  /** The gzip of `.1` in the background. The next rotation waits for it, as Docker's does. */
  #compression: Promise<void> = Promise.resolve();

  /** Makes the folder and its files, and marks the container as running. */
  static async create(options: ContainerOptions): Promise<JsonFile> {
    const folder = join(options.containersDir, options.id);
    await mkdir(folder, { recursive: true, mode: 0o710 });
    const path = join(folder, `${options.id}-json.log`);
    await saveConfig(options, path, true);
    const file = await open(path, 'a', 0o640);
    return new JsonFile(options, path, file);
  }

  private constructor(options: ContainerOptions, path: string, file: FileHandle) {
    this.#options = options;
    this.#path = path;
    this.#file = file;
  }

  /** Logs one line of at most 16 KiB that the container printed at the given time (milliseconds since 1970). */
  async print(line: string, at: number): Promise<void> {
    // Docker checks the size before it writes, so a file ends with the entry that made it too large.
    if (this.#size >= this.#options.rotation.maxSize) await this.#rotate();
    // Two lines never have the same time in Docker's log, because its clock counts nanoseconds.
    const time = BigInt(Math.floor(at)) * 1_000_000n;
    this.#lastTime = time > this.#lastTime ? time : this.#lastTime + 1n;
    const { bytesWritten } = await this.#file.write(entry(`${line}\n`, 'stdout', this.#lastTime));
    this.#size += bytesWritten;
  }

  /** Stops the container. Its files stay until the folder is removed. */
  async close(): Promise<void> {
    await this.#compression;
    await this.#file.close();
    await saveConfig(this.#options, this.#path, false);
  }

  /** As moby does it in daemon/logger/loggerutils/logfile.go, rotate() and compressFile(). */
  async #rotate(): Promise<void> {
    const { maxFile, compress } = this.#options.rotation;
    const suffix = compress ? '.gz' : '';
    await this.#compression;
    await this.#file.close();
    for (let i = maxFile - 1; i > 1; i--) {
      await rename(`${this.#path}.${i - 1}${suffix}`, `${this.#path}.${i}${suffix}`).catch(unlessMissing);
    }
    await rename(this.#path, `${this.#path}.1`);
    this.#file = await open(this.#path, 'w', 0o640);
    this.#size = 0;
    if (compress) {
      this.#compression = gzip(`${this.#path}.1`);
      // The next rotation awaits it and reports its error. Until then the rejection must not count as unhandled.
      this.#compression.catch(() => {});
    }
  }
}

/** Writes the part of Docker's file that describes the container. The file is replaced whole, so no reader sees half of it. */
async function saveConfig(options: ContainerOptions, logPath: string, running: boolean): Promise<void> {
  const { id, name, image, containersDir } = options;
  const path = join(containersDir, id, 'config.v2.json');
  const config = {
    State: { Running: running, Paused: false, Restarting: false },
    ID: id,
    Config: { Hostname: id.slice(0, 12), Image: image, Labels: { 'com.example.demo': 'true' } },
    LogPath: logPath,
    Name: `/${name}`,
    Driver: 'overlay2',
    RestartCount: 0,
  };
  await writeFile(`${path}.tmp`, JSON.stringify(config), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

async function gzip(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`, { mode: 0o640 }));
  await rm(path);
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** One line of the file as Docker writes it. `nanoseconds` are since 1970, and `log` must be well-formed UTF-16. */
export function entry(log: string, stream: 'stdout' | 'stderr', nanoseconds: bigint): string {
  return `{"log":${goString(log)},"stream":"${stream}","time":"${rfc3339Nano(nanoseconds)}"}\n`;
}

/** A JSON string with Go's escapes, which differ a little (moby daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go). */
function goString(text: string): string {
  return JSON.stringify(text).replace(/\\.|[<>&\u2028\u2029]/g, (found) => {
    if (found === '\\b' || found === '\\f' || found === '\\t') return hexEscape(JSON.parse(`"${found}"`));
    return found.startsWith('\\') ? found : hexEscape(found);
  });
}

function hexEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Go's time.RFC3339Nano in UTC: the fraction loses its trailing zeros. */
function rfc3339Nano(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}
