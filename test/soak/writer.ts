/**
 * Docker's place for the good containers, in a process of its own: each prints at a steady pace, and its files are rotated as with
 * max-size=10m and max-file=3. A file that would be deleted before the sink has all of it is kept: the live one grows meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { envelope, rfc3339Nano } from '../support/docker-envelope.ts';
import { type FakeContainer, FakeDocker } from '../support/docker-writer.ts';
import { GOOD_CONTAINERS, GoodLines, goodName } from './good-lines.ts';

export type ToWriter =
  | {
      readonly ask: 'begin';
      readonly folder: string;
      readonly word: string;
      /** Of each container. */
      readonly linesPerSecond: number;
    }
  | { readonly ask: 'low'; readonly low: readonly number[] }
  | { readonly ask: 'end' };

export interface FromWriter {
  readonly tell: 'progress' | 'ended';
  readonly written: readonly number[];
  readonly rotations: number;
  /** Rotations that had to wait for the sink. */
  readonly held: number;
}

const MAX_FILE = 3;
const MAX_SIZE = 10_000_000;
const BURST_MS = 5;
const PROGRESS_MS = 200;

let low: readonly number[] = [];
let ending = false;
const totals = { rotations: 0, held: 0 };

class GoodContainer {
  written = 0;
  readonly #number: number;
  readonly #lines: GoodLines;
  readonly #container: FakeContainer;
  /** For each rotated file, the newest first, how many lines there were when it ended. */
  readonly #ends: number[] = [];
  #size = 0;
  #holding = false;
  #lastTime = 0n;

  constructor(docker: FakeDocker, number: number, lines: GoodLines) {
    this.#number = number;
    this.#lines = lines;
    // Hostile lines are tried with patterns; these are of one known format.
    const labels = { 'logagent.format': 'combined' };
    this.#container = docker.create({ name: goodName(number), maxFile: MAX_FILE, labels });
  }

  print(): void {
    if (this.#size >= MAX_SIZE) this.#rotateIfRead();
    const sent = Date.now();
    const text = this.#lines.text({ container: this.#number, number: this.written, sent });
    const entry = envelope(Buffer.from(`${text}\n`), 'stdout', rfc3339Nano(this.#time(sent)));
    this.#container.writeRaw(entry);
    this.#size += entry.length;
    this.written++;
  }

  #rotateIfRead(): void {
    const oldest = this.#ends[MAX_FILE - 2] ?? 0;
    if ((low[this.#number] ?? 0) < oldest) {
      if (!this.#holding) totals.held++;
      this.#holding = true;
      return;
    }
    this.#holding = false;
    this.#container.rotate();
    this.#size = 0;
    totals.rotations++;
    this.#ends.unshift(this.written);
    this.#ends.length = Math.min(this.#ends.length, MAX_FILE - 1);
  }

  /** Nanoseconds since 1970, never the same twice. */
  #time(milliseconds: number): bigint {
    const now = BigInt(milliseconds) * 1_000_000n;
    this.#lastTime = now > this.#lastTime ? now : this.#lastTime + 1n;
    return this.#lastTime;
  }
}

async function print({ folder, word, linesPerSecond }: ToWriter & { ask: 'begin' }): Promise<void> {
  const docker = new FakeDocker(folder);
  const lines = new GoodLines(word);
  const containers = Array.from(
    { length: GOOD_CONTAINERS },
    (_, number) => new GoodContainer(docker, number, lines),
  );
  const tell = (what: FromWriter['tell']) =>
    process.send?.({ tell: what, written: containers.map(({ written }) => written), ...totals });
  const progress = setInterval(() => tell('progress'), PROGRESS_MS);
  const begun = performance.now();
  let rounds = 0;
  while (!ending) {
    await sleep(BURST_MS);
    const due = Math.floor(((performance.now() - begun) * linesPerSecond) / 1000);
    for (; rounds < due; rounds++) for (const container of containers) container.print();
  }
  clearInterval(progress);
  docker.close();
  tell('ended');
}

process.on('message', async (message: ToWriter) => {
  if (message.ask === 'low') low = message.low;
  if (message.ask === 'end') ending = true;
  if (message.ask === 'begin') await print(message);
});
process.on('disconnect', () => process.exit());
