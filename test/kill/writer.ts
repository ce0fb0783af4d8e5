/**
 * Docker's place, in a process of its own: containers that print at a steady pace, with rotation. A generation is deleted
 * only when the store holds all lines of it, and printing waits when too much has not come: so every line is on disk
 * until it has been delivered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { envelope, rfc3339Nano, type Stream, splitParts } from '../support/docker-envelope.ts';
import { type FakeContainer, FakeDocker } from '../support/docker-writer.ts';
import { CONTAINERS, lineOf, STREAMS } from './lines.ts';
import type { Counts } from './shelf.ts';

export type ToWriter =
  | {
      readonly ask: 'begin';
      readonly folder: string;
      readonly linesPerSecond: number;
      /** Printing waits while more lines than these have not been stored. */
      readonly mostWaiting: number;
    }
  | { readonly ask: 'low'; readonly low: Counts }
  | { readonly ask: 'end' };

export interface FromWriter {
  readonly tell: 'progress' | 'ended';
  readonly written: Counts;
  readonly rotations: number;
  /** Generations deleted, each after its last line had been stored. */
  readonly deleted: number;
  /** Of these the ones whose last line went on in the next file. */
  readonly deletedWithin: number;
  /** Milliseconds in which it printed. */
  readonly printing: number;
}

const MAX_FILE = 20;
const MAX_SIZE = 1024 * 1024;
const BURST_MS = 5;
const PROGRESS_MS = 100;

let low: Counts = Array.from({ length: CONTAINERS }, () => STREAMS.map(() => 0));
let ending = false;
const totals = { rotations: 0, deleted: 0, deletedWithin: 0, printing: 0 };

/** One container, and which lines its files hold. */
class Printing {
  readonly written = STREAMS.map(() => 0);
  readonly #number: number;
  readonly #container: FakeContainer;
  /** For each rotated file, the newest first, how many lines of each stream there were when it ended, perhaps within one. */
  readonly #ends: { readonly lines: readonly number[]; readonly within: boolean }[] = [];
  #size = 0;
  #lastTime = 0n;

  constructor(docker: FakeDocker, number: number) {
    this.#number = number;
    this.#container = docker.create({ name: `prod${number}`, maxFile: MAX_FILE, compress: number % 2 === 1 });
  }

  print(): void {
    const i = Math.random() < 0.7 ? 0 : 1;
    const stream = STREAMS[i] as Stream;
    const number = this.written[i] ?? 0;
    const line = lineOf({ container: this.#number, stream, number });
    const time = rfc3339Nano(this.#now());
    for (const [i, part] of splitParts(Buffer.from(line)).entries())
      this.#write(envelope(part, stream, time), i > 0);
    this.written[i] = number + 1;
  }

  #write(entry: string, within: boolean): void {
    if (this.#size >= MAX_SIZE && this.#mayRotate()) this.#rotate(within);
    this.#container.writeRaw(entry);
    this.#size += entry.length;
  }

  /** True when the file that would be deleted holds nothing that has not been stored. */
  #mayRotate(): boolean {
    const oldest = this.#ends[MAX_FILE - 2];
    return oldest === undefined || oldest.lines.every((end, i) => (low[this.#number]?.[i] ?? 0) >= end);
  }

  #rotate(within: boolean): void {
    this.#container.rotate();
    this.#size = 0;
    totals.rotations++;
    // A line that is being written may go on in the next file: it counts as a line of this one too.
    this.#ends.unshift({ lines: this.written.map((lines) => lines + 1), within });
    if (this.#ends.length < MAX_FILE) return;
    totals.deleted++;
    if (this.#ends.pop()?.within) totals.deletedWithin++;
  }

  #now(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n;
    this.#lastTime = now > this.#lastTime ? now : this.#lastTime + 1n;
    return this.#lastTime;
  }
}

async function print({ folder, linesPerSecond, mostWaiting }: ToWriter & { ask: 'begin' }): Promise<void> {
  const docker = new FakeDocker(folder);
  const containers = Array.from({ length: CONTAINERS }, (_, number) => new Printing(docker, number));
  const counts = (): Counts => containers.map(({ written }) => [...written]);
  const tell = (what: FromWriter['tell']) => process.send?.({ tell: what, written: counts(), ...totals });
  const progress = setInterval(() => tell('progress'), PROGRESS_MS);
  let last = performance.now();
  let due = 0;
  while (!ending) {
    await sleep(BURST_MS);
    const now = performance.now();
    if (sum(counts()) - sum(low) < mostWaiting) {
      totals.printing += now - last;
      due += (linesPerSecond * (now - last)) / 1000;
    }
    last = now;
    for (; due >= 1; due--) containers[Math.floor(Math.random() * CONTAINERS)]?.print();
  }
  clearInterval(progress);
  docker.close();
  tell('ended');
}

function sum(counts: Counts): number {
  return counts.flat().reduce((total, count) => total + count, 0);
}

process.on('message', async (message: ToWriter) => {
  if (message.ask === 'low') low = message.low;
  if (message.ask === 'end') ending = true;
  if (message.ask === 'begin') await print(message);
});
process.on('disconnect', () => process.exit());
