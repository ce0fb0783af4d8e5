import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '../support/lines.ts';
import { fuzzContainerFile } from './container-file.ts';
import { fuzzGzip } from './gzip.ts';
import { fuzzEnvelope, fuzzParts } from './lines.ts';
import type { Random } from './mutate.ts';
import { fuzzReply } from './reply.ts';
import { fuzzState, stateImages } from './state.ts';
import { fuzzStatusRequest, withStatus } from './status-request.ts';
import { fuzzStoreRequest, withStore } from './store-request.ts';

const MEMORY_DISK = '/dev/shm';
/** No input may take so long. */
const HANG_MS = 20_000;
/** No input may take so much for good: the largest are some hundred kilobytes. */
const MOST_MEMORY = 1024 * 1024 * 1024;

export interface Target {
  readonly name: string;
  /** Of a thousand inputs: the slow ones get fewer. */
  readonly share: number;
  /** Makes one input and tries it; throws when what must hold doesn't. */
  readonly run: (random: Random) => void | Promise<void>;
}

/** Runs `use` with all targets, which need a folder of their own. */
export async function withTargets(use: (targets: readonly Target[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'fuzz-'));
  try {
    mkdirSync(join(folder, 'image'));
    const images = stateImages(join(folder, 'image'));
    await withStatus((status) =>
      withStore(folder, (store) =>
        use([
          { name: 'envelope', share: 350, run: fuzzEnvelope },
          { name: 'partial join', share: 250, run: fuzzParts },
          { name: 'bulk reply', share: 280, run: fuzzReply },
          { name: 'container file', share: 50, run: (random) => fuzzContainerFile(random, folder) },
          { name: 'gzip', share: 30, run: (random) => fuzzGzip(random, folder) },
          { name: 'state', share: 20, run: (random) => fuzzState(random, images, join(folder, 'state')) },
          { name: 'store request', share: 10, run: (random) => fuzzStoreRequest(random, store) },
          { name: 'status request', share: 10, run: (random) => fuzzStatusRequest(random, status) },
        ]),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Tries so many inputs, each from a seed of its own: `seed + number`. Throws at the first that fails or takes memory for good,
 * naming it; ends the process when one hangs.
 */
export async function fuzz({ name, run }: Target, inputs: number, seed: number, first = 0): Promise<void> {
  const watchdog = new Watchdog(name, seed);
  try {
    for (let number = first; number < first + inputs; number++) {
      watchdog.beat(number);
      try {
        await run(seededRandom(seed + number));
        assert.ok(process.memoryUsage.rss() < MOST_MEMORY, `${process.memoryUsage.rss()} bytes of memory`);
      } catch (error) {
        throw new Error(`${name}: seed ${seed}, input ${number}`, { cause: error });
      }
    }
  } finally {
    await watchdog.end();
  }
}

/** A loop without end can be ended only from another thread. */
class Watchdog {
  readonly #beats = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;

  constructor(name: string, seed: number) {
    this.#worker = new Worker(watch, { eval: true, workerData: { beats: this.#beats, name, seed, HANG_MS } });
    this.#worker.unref();
  }

  beat(number: number): void {
    this.#beats[0] = number;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

const watch = `
const { workerData: { beats, name, seed, HANG_MS } } = require('node:worker_threads');
let last = -1;
setInterval(() => {
  if (beats[0] === last) {
    require('node:fs').writeSync(2, name + ' hangs: seed ' + seed + ', input ' + last + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
  last = beats[0];
}, HANG_MS);
`;
