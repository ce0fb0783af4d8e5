import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { entry } from '../../src/demo/json-file.ts';
import type { Workload } from './workloads.ts';

export interface ContainerLogs {
  readonly dir: string;
  readonly lines: number;
  readonly bytes: number;
}

/** Lines that are written at once. */
const CHUNK_LINES = 10_000;
/** Milliseconds since 1970. */
const FIRST_LINE_AT = Date.UTC(2026, 7, 6);

/** Writes json-file logs for `containers` containers, which together hold `lines` lines; the same bytes every time. */
export function writeContainerLogs(
  dir: string,
  { texts }: Pick<Workload, 'texts'>,
  containers: number,
  lines: number,
): ContainerLogs {
  let bytes = 0;
  for (let i = 1; i <= containers; i++) {
    const count = Math.floor((lines * i) / containers) - Math.floor((lines * (i - 1)) / containers);
    const path = makeContainer(dir, i);
    bytes += writeLines(path, texts(`bench${i}`, i), count);
    // The container was made long ago: a folder that has just changed is listed once more at the next scan.
    utimesSync(dirname(path), FIRST_LINE_AT / 1000, FIRST_LINE_AT / 1000);
  }
  return { dir, lines, bytes };
}

/** Where the log of the container `benchN` is. */
export function logPath(dir: string, number: number): string {
  const id = `${'c0ffee'.repeat(8)}${number.toString(16).padStart(16, '0')}`;
  return join(dir, id, `${id}-json.log`);
}

/** Makes the folder of the container `benchN`; returns where its log belongs. */
function makeContainer(dir: string, number: number): string {
  const path = logPath(dir, number);
  const folder = dirname(path);
  const id = basename(folder);
  mkdirSync(folder, { recursive: true });
  const config = {
    ID: id,
    Name: `/bench${number}`,
    State: { Running: true },
    Config: { Image: 'shop/web:1.4', Labels: { 'com.docker.compose.project': 'shop' } },
    LogPath: path,
  };
  writeFileSync(join(folder, 'config.v2.json'), JSON.stringify(config));
  return path;
}

function writeLines(path: string, text: (at: number) => string, count: number): number {
  const file = openSync(path, 'w', 0o640);
  let bytes = 0;
  for (let first = 0; first < count; first += CHUNK_LINES) {
    const entries = Array.from({ length: Math.min(CHUNK_LINES, count - first) }, (_, i) => {
      const at = FIRST_LINE_AT + (first + i) * 5;
      return entry(`${text(at)}\n`, 'stdout', BigInt(at) * 1_000_000n + BigInt((first + i) % 1_000_000));
    });
    bytes += writeSync(file, entries.join(''));
  }
  closeSync(file);
  return bytes;
}
