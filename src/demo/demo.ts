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
  /** A line could not be written (disk full); the demo has stopped writing. */
  readonly failed: (error: Error) => void;
}

/** A container `prod1` whose log grows, in a folder of its own, for an agent to follow. */
export interface Demo {
  readonly containersDir: string;
  /** An empty folder for the agent's state and store. */
  readonly stateDir: string;
  /** The container stops; what it printed stays to be read. */
  stop(): Promise<void>;
  /** Removes everything, the agent's state too: call it after the agent has ended. Stops first when that has not been done. */
  remove(): Promise<void>;
}

const TICK_MS = 50;
/** As an operator would set it, only smaller, so that rotation is seen within a quarter of a minute. */
const ROTATION = { maxSize: 1_000_000, maxFile: 3, compress: true };

/** Starts the demo in a new temporary folder; rejects when that can't be made. */
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
    // A log that can't be written to its end on a full disk goes all the same.
    await stop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  };
  return { containersDir, stateDir, stop, remove };
}

/** Prints what is due at each tick, never two ticks at once. */
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
      // `work` stays, so that nothing more is printed.
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
/** How far the base swings up and down, and in what time. */
const SWING = 0.5;
const SWING_MS = 20_000;
/** On average a burst every 6 s of 480 lines within a second: with the base, 200 lines a second. */
const BURST_LINES = 480;
const BURSTS_PER_MS = 1 / 6000;
const BURST_LINES_PER_MS = BURST_LINES / 1000;
/** After a pause of the process (a laptop asleep) nothing is made up for. */
const LONGEST_STEP_MS = 1000;

/** Returns a function that says how many lines are due since its last call: a slow wave, and bursts. */
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
