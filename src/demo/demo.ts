import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { combinedLines, type Random } from './combined-lines.ts';
import { JsonFile } from './json-file.ts';

export interface DemoOptions {
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back about every `ms` milliseconds until the returned function is called. */
  readonly every: (ms: number, call: () => void) => () => void;
  /** Called when a line could not be written (disk full). The demo writes no more lines then. */
  readonly failed: (error: Error) => void;
}

/** A container `prod1` with a growing log, in a folder of its own, for an agent to follow. */
export interface Demo {
  readonly containersDir: string;
  /** An empty folder for the agent's state and store. */
  readonly stateDir: string;
  /** Stops the container. Its log stays and can still be read. */
  stop(): Promise<void>;
  /** Stops the container if it runs and removes everything, including the agent's state. Call it after the agent has ended. */
  remove(): Promise<void>;
}

const TICK_MS = 50;
/** Like an operator's settings but smaller, so that the first rotation comes within 15 seconds. */
const ROTATION = { maxSize: 1_000_000, maxFile: 3, compress: true };

/** Starts the demo in a new temporary folder. Rejects when the folder can't be made. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { random, now, every, failed } = options;
  const folder = await mkdtemp(join(tmpdir(), 'logagent-demo-'));
  const containersDir = join(folder, 'containers');
  const stateDir = join(folder, 'state');
  await mkdir(stateDir);
  const id = randomBytes(32).toString('hex');
  const file = await JsonFile.create({
    containersDir,
    id,
    name: 'prod1',
    image: 'shop/web:1.4',
    rotation: ROTATION,
  });
  const writer = new Writer(file, options);
  const cancel = every(TICK_MS, () => writer.tick(now(), random).catch(failed));
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    cancel();
    stopped ??= writer.close();
    return stopped;
  };
  const remove = async (): Promise<void> => {
    // On a full disk the log can't be finished, but it is removed all the same.
    await stop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  };
  return { containersDir, stateDir, stop, remove };
}

/** Prints the lines that are due at each tick. A tick that comes during another does nothing. */
class Writer {
  readonly #file: JsonFile;
  readonly #line: (at: number) => string;
  readonly #due: (at: number, random: Random) => number;
  #work: Promise<void> | undefined;
  #closed = false;

  constructor(file: JsonFile, { random, now }: DemoOptions) {
    this.#file = file;
    this.#line = combinedLines({ random });
    this.#due = traffic(now());
  }

  async tick(at: number, random: Random): Promise<void> {
    if (this.#work !== undefined || this.#closed) return;
    this.#work = this.#print(this.#due(at, random), at);
    try {
      await this.#work;
      this.#work = undefined;
    } catch (error) {
      // `#work` stays set, so that nothing more is printed.
      if (!this.#closed) throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#work?.catch(() => {});
    await this.#file.close();
  }

  async #print(lines: number, at: number): Promise<void> {
    for (let i = 0; i < lines && !this.#closed; i++) await this.#file.print(this.#line(at), at);
  }
}

const BASE_PER_SECOND = 120;
/** The base swings up and down by this share, once in SWING_MS. */
const SWING = 0.5;
const SWING_MS = 20_000;
/** On average a burst of 480 lines within a second comes every 6 s. With the base this makes 200 lines a second. */
const BURST_LINES = 480;
const BURSTS_PER_MS = 1 / 6000;
const BURST_LINES_PER_MS = BURST_LINES / 1000;
/** After a pause of the process (a laptop that was asleep) the missed lines are not made up for. */
const LONGEST_STEP_MS = 1000;

/** Returns a function that tells how many lines have become due since its last call: a slow wave with bursts. */
export function traffic(start: number): (at: number, random: Random) => number {
  let last = start;
  let burst = 0;
  let due = 0;
  return (at, random) => {
    const step = Math.max(0, Math.min(at - last, LONGEST_STEP_MS));
    last = at;
    if (random() < step * BURSTS_PER_MS) burst += BURST_LINES;
    const ofBurst = Math.min(burst, step * BURST_LINES_PER_MS);
    burst -= ofBurst;
    const wave = 1 + SWING * Math.sin(((at - start) / SWING_MS) * 2 * Math.PI);
    due += (step / 1000) * BASE_PER_SECOND * wave + ofBurst;
    const whole = Math.floor(due);
    due -= whole;
    return whole;
  };
}
