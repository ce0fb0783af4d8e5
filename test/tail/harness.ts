import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Block, Container, Source } from '../../src/log/block.ts';
import { NO_NOTES } from '../../src/log/notes.ts';
import { Ranges } from '../../src/log/ranges.ts';
import type { ResumePoint } from '../../src/log/resume-point.ts';
import { type Stamp, stampOf } from '../../src/log/stamp.ts';
import { DockerLayout } from '../../src/source/docker/layout.ts';
import { Tail, type TailOptions } from '../../src/tail/tail.ts';
import type {
  CompleteScan,
  GiveUpCause,
  TailEvents,
  TailSink,
  Unread,
  UnreadLog,
} from '../../src/tail/tail-events.ts';
import { openFilesOf } from '../support/open-files.ts';

export { hole, LogFolder, line } from './log-folder.ts';

const LF = 10;

/** A folder like Docker's, removed when the test ends. */
export function containersFolder(t: TestContext): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'tail-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Takes what tail hands on, checks the calls' order and remembers offsets as the state would. */
export class RecordingSink implements TailSink {
  room = true;
  /** Everything handed on, in order, as it came. */
  readonly texts: string[] = [];
  readonly blocks: { key: string; name: string; from: number; to: number; cut: boolean }[] = [];
  readonly skips: { from: number; to: number }[] = [];
  readonly silences: string[] = [];
  /** The times that were told with these. */
  readonly ends: (string | undefined)[] = [];
  /** Blocks, ends of turns, and that there was nothing more to hand on. */
  readonly calls: string[] = [];
  /** How many texts there were each time that a generation was to be read again. */
  readonly restarts: number[] = [];
  /** How often that was refused, since something was on its way. */
  refusals = 0;
  /** Nothing of a generation is on its way, so that it may be read again. */
  mayRestart: () => boolean = () => true;
  readonly begun: { key: string; name: string; offset: number }[] = [];
  readonly generations = new Map<string, ResumePoint & { size?: number; containerId: string }>();
  problems: string[] = [];

  /** How many bytes of a block are taken. */
  appetite: (bytes: Buffer) => number = (bytes) => bytes.length;

  /** Names of containers of which nothing is wanted. */
  readonly unwanted = new Set<string>();

  passed(): void {}

  hasRoom(): boolean {
    return this.room;
  }

  wants({ name }: Container): boolean {
    return !this.unwanted.has(name);
  }

  begin({ key, container }: Source, offset: number): void {
    const known = this.generations.get(key);
    this.begun.push({ key, name: container.name, offset });
    this.generations.set(key, {
      notes: NO_NOTES,
      settled: new Ranges(),
      finished: false,
      ...known,
      offset,
      containerId: container.id,
    });
  }

  block(block: Block): number {
    const { source, from, bytes, cut } = block;
    const taken = this.appetite(bytes);
    const to = from + taken;
    if (block.to - from !== bytes.length)
      this.problems.push(`block ${from}-${block.to} has ${bytes.length} bytes`);
    const lineFrom = cut || taken < 2 ? 0 : bytes.lastIndexOf(LF, taken - 2) + 1;
    this.move(source, from, to, stampOf(bytes.subarray(lineFrom, taken)));
    this.texts.push(bytes.toString('latin1', 0, taken));
    this.calls.push('block');
    this.blocks.push({ key: source.key, name: source.container.name, from, to, cut });
    return taken;
  }

  skip(source: Source, from: number, to: number, stamp: Stamp): void {
    this.move(source, from, to, stamp);
    if (stamp.length !== Math.min(to - from, 64))
      this.problems.push(`${stamp.length} NULs are not ${from}-${to}`);
    this.skips.push({ from, to });
  }

  ended(key: string, size: number): void {
    const generation = this.generations.get(key);
    if (generation === undefined) this.problems.push(`${key} ended and never began`);
    else this.generations.set(key, { ...generation, finished: true, size });
  }

  restart(_container: Container, key: string): boolean {
    if (!this.mayRestart()) {
      this.refusals++;
      return false;
    }
    const known = this.generations.get(key);
    if (known !== undefined) {
      const { stamp: _, ...others } = known;
      this.generations.set(key, { ...others, offset: 0, settled: new Ranges(), finished: false });
    }
    this.restarts.push(this.texts.length);
    return true;
  }

  turned(): void {
    this.calls.push('turned');
  }

  rest(): void {
    this.calls.push('rest');
  }

  silent({ name }: Container, ended?: string): void {
    this.silences.push(name);
    this.ends.push(ended);
  }

  /** The lines handed on, in order. */
  get lines(): string[] {
    return this.texts.join('').split(/(?<=\n)/);
  }

  resume(key: string): ResumePoint | undefined {
    const known = this.generations.get(key);
    return known && { ...known, settled: new Ranges(known.settled.toJSON()) };
  }

  knows(containerId: string): boolean {
    return [...this.generations.values()].some((generation) => generation.containerId === containerId);
  }

  /** As the state would: what had settled above is not handed on, and the stamp is that of the end of all. */
  private move({ key }: Source, from: number, to: number, stamp: Stamp): void {
    const generation = this.generations.get(key);
    if (generation === undefined) this.problems.push(`${key} was handed on and never began`);
    else if (generation.offset !== from)
      this.problems.push(`${key} went on at ${from}, not at ${generation.offset}`);
    else if (generation.finished && generation.size !== undefined)
      this.problems.push(`${key} went on after its end`);
    if (generation === undefined) return;
    const settled = new Ranges(generation.settled.toJSON());
    const isTop = to > settled.end;
    const offset = settled.absorb(to);
    this.generations.set(key, { ...generation, offset, settled, finished: false, ...(isTop && { stamp }) });
  }
}

/** The names and first arguments of all events, as sentences. */
export class RecordingEvents implements TailEvents {
  readonly all: string[] = [];

  waitingFor(pattern: string): void {
    this.all.push(`waiting for ${pattern}`);
  }
  containerFound({ name }: Container, _path: string, offset: number): void {
    this.all.push(`found ${name} at ${offset}`);
  }
  containerRenamed({ name }: Container, oldName: string): void {
    this.all.push(`renamed ${oldName} to ${name}`);
  }
  containerUnwanted({ name }: Container): void {
    this.all.push(`unwanted ${name}`);
  }
  containerGone({ name }: Container): void {
    this.all.push(`gone ${name}`);
  }
  logUnread({ name }: Container, { cause }: UnreadLog): void {
    this.all.push(`unread ${name}: ${cause}`);
  }
  rotated({ name }: Container): void {
    this.all.push(`rotated ${name}`);
  }
  truncated({ name }: Container, _path: string, offset: number, size: number): void {
    this.all.push(`truncated ${name} at ${offset} to ${size}`);
  }
  endLost({ name }: Container, _path: string, offset: number, size: number): void {
    this.all.push(`end lost ${name} at ${offset} of ${size}`);
  }
  skipped({ name }: Container, _path: string, bytes: number): void {
    this.all.push(`skipped ${name} ${bytes}`);
  }
  holding(files: number): void {
    this.all.push(`holding ${files}`);
  }
  holdingNoMore(): void {
    this.all.push('holding no more');
  }
  gaveUp({ name }: Container, _path: string, { bytes, lines }: Unread, why: GiveUpCause): void {
    this.all.push(`gave up ${name} ${bytes} bytes ${lines} lines, ${why}`);
  }
  brokenOff({ name }: Container, _path: string, { message }: Error, unread: Unread | undefined): void {
    this.all.push(`broken off ${name} ${message}, ${unread?.bytes} bytes ${unread?.lines} lines`);
  }
  unreadable(path: string, error: NodeJS.ErrnoException): void {
    this.all.push(`unreadable ${path} ${error.code ?? error.message}`);
  }
  readableAgain(path: string): void {
    this.all.push(`readable ${path}`);
  }
  watchFailed(error: Error): void {
    this.all.push(`watch failed ${error.message}`);
  }
}

export interface Harness {
  readonly tail: Tail;
  readonly sink: RecordingSink;
  readonly events: RecordingEvents;
  readonly scans: CompleteScan[];
  stop(): Promise<void>;
}

/** Starts a tail on real files; stopped when the test ends. Give the `sink` of an earlier one for a restart. */
export async function startTail(
  t: TestContext,
  containersDir: string,
  options: Partial<TailOptions> & { sink?: RecordingSink } = {},
): Promise<Harness> {
  const sink = options.sink ?? new RecordingSink();
  const events = new RecordingEvents();
  const scans: CompleteScan[] = [];
  const tail = new Tail({
    layout: new DockerLayout(containersDir),
    patterns: ['*'],
    from: 'beginning',
    resume: (_id, key) => sink.resume(key),
    containerKnown: (id) => sink.knows(id),
    events,
    onScan: (keys) => scans.push(keys),
    ...options,
    sink,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= tail.stop();
    return stopped;
  };
  t.after(stop);
  await tail.start();
  return { tail, sink, events, scans, stop };
}

/** Waits until a condition holds; says what was there when it never does. */
export async function until(
  condition: () => boolean,
  state: () => unknown = () => '',
  deadline = 30_000,
): Promise<void> {
  const end = Date.now() + deadline;
  while (!condition()) {
    if (Date.now() > end)
      throw new Error(`never came true: ${condition}\n${JSON.stringify(state(), null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Waits until exactly these lines have been handed on, and fails on any other, twice or in another order. */
export async function receives(
  { sink, events }: Pick<Harness, 'sink' | 'events'>,
  lines: readonly string[],
): Promise<void> {
  const wanted = lines.join('');
  const state = () => ({
    wanted: wanted.slice(-400),
    got: sink.texts.join('').slice(-400),
    events: events.all,
  });
  await until(() => sink.texts.join('').length >= wanted.length, state);
  assert.deepEqual(sink.lines.filter(Boolean), lines.filter(Boolean));
  assert.deepEqual(sink.problems, []);
}

/** The files below a path that this process holds open; one that was deleted ends in ` (deleted)`. */
export function openBelow(path: string): string[] {
  return openFilesOf('self').filter((file) => file.startsWith(path));
}

/** A watcher whose events never come: the scan must find everything. */
export const deaf = () => ({ follow() {}, leave() {}, begin() {}, close: () => Promise.resolve() });
