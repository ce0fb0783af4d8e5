import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One event as Docker's files hold it: the parts of a long line joined. */
export interface LoggedEvent {
  /** What logagent must name it: fingerprint, offset and fraction of the time of the event's last part. */
  readonly id: string;
  readonly text: string;
  readonly stream: string;
}

interface DockerLine {
  readonly log?: string;
  readonly stream?: string;
  readonly time: string;
}

/** The finished events of a container's log files, rotated ones too, oldest first, decoded the slow and plain way. */
export async function readContainerLog(containersDir: string, id: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  /** Texts by stream. */
  const unfinished = new Map<string, string>();
  for (const bytes of await generations(containersDir, id)) {
    const key = fingerprint(id, bytes);
    for (const { offset, line } of lines(bytes)) {
      const { log = '', stream = '', time } = JSON.parse(line.toString()) as DockerLine;
      const text = (unfinished.get(stream) ?? '') + log;
      // Docker splits at 16 KiB; a shorter part without a newline is the last thing a process has printed.
      if (log.endsWith('\n') || Buffer.byteLength(log) < 16 * 1024) {
        const fraction = (/\.(\d+)/.exec(time)?.[1] ?? '').padEnd(9, '0');
        events.push({ id: `${key}.${offset}.${fraction}`, text: text.replace(/\r?\n$/, ''), stream });
        unfinished.delete(stream);
      } else {
        unfinished.set(stream, text);
      }
    }
  }
  return events;
}

/** Uncompressed contents, oldest first. A rotation in the middle of the reading makes it begin again. */
async function generations(containersDir: string, id: string): Promise<Buffer[]> {
  const folder = join(containersDir, id);
  for (;;) {
    const names = await logNames(folder, id);
    try {
      const found = new Map<string, Buffer>();
      // Newest first: a rotation meanwhile then shows a generation twice, the second time whole, instead of hiding one.
      for (const name of names) {
        const bytes = await readGeneration(join(folder, name));
        if (bytes.length > 0) found.set(fingerprint(id, bytes), bytes);
      }
      if (String(names) === String(await logNames(folder, id))) return [...found.values()].reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

async function logNames(folder: string, id: string): Promise<string[]> {
  const live = `${id}-json.log`;
  const age = (name: string): number => Number(/\.(\d+)(\.gz)?$/.exec(name)?.[1] ?? 0);
  const names = (await readdir(folder)).filter((name) => name.startsWith(live) && !name.endsWith('.tmp'));
  // While Docker compresses, both forms exist: the plain one is whole.
  return names
    .filter((name) => !(name.endsWith('.gz') && names.includes(name.slice(0, -3))))
    .sort((one, other) => age(one) - age(other));
}

async function readGeneration(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function fingerprint(containerId: string, bytes: Buffer): string {
  const end = Math.min(bytes.indexOf(0x0a) + 1, 1024 * 1024);
  const hash = createHash('sha256').update(`${containerId}\0`).update(bytes.subarray(0, end)).digest();
  return hash.subarray(0, 12).toString('base64url');
}

function* lines(bytes: Buffer): Generator<{ offset: number; line: Buffer }> {
  for (let offset = 0; offset < bytes.length; ) {
    const end = bytes.indexOf(0x0a, offset);
    // The last line may be in the middle of being written.
    if (end < 0) return;
    yield { offset, line: bytes.subarray(offset, end) };
    offset = end + 1;
  }
}
