import * as fs from 'node:fs';
import type { Rest } from '../../src/log/notes.ts';
import { checkOfBytes, checkOfTime } from '../../src/parse/check.ts';
import { fingerprint } from '../../src/tail/file/fingerprint.ts';
import { TAIL_BYTES } from '../../src/tail/read/handed-on.ts';
import { envelope, rfc3339Nano, type Stream } from '../support/docker-envelope.ts';
import type { FakeContainer, FakeDocker } from '../support/docker-writer.ts';
import { type Chunk, follow, type Generation, newGeneration, PART_BYTES } from './chunk.ts';
import type { ModelClock } from './clock.ts';
import { type Kind, type LinesName, linesModel, printed } from './lines.ts';

const KINDS = [
  { maxFile: 12 },
  { maxFile: 12, compress: true },
  { maxFile: 1 },
  { maxFile: 3, compress: true },
];

const LF = 10;

interface Surroundings {
  readonly clock: ModelClock;
  readonly isStored: (chunk: Chunk) => boolean;
  /** Which of its lines belong together. */
  readonly lines: LinesName;
}

/** A container and the truth of what it has written. */
export class ModelContainer {
  readonly chunks: Chunk[] = [];
  readonly container: FakeContainer;
  state: 'running' | 'stopped' | 'removed' = 'running';
  readonly #clock: ModelClock;
  readonly #maxFile: number;
  readonly #canCopy: boolean;
  readonly #isStored: (chunk: Chunk) => boolean;
  readonly #lines: LinesName;
  #live: Generation = newGeneration();
  /** The newest first. */
  #siblings: Generation[] = [];

  constructor(docker: FakeDocker, number: number, { clock, isStored, lines }: Surroundings) {
    const { maxFile, compress = false } = KINDS[number] ?? KINDS[0]!;
    this.#clock = clock;
    this.#maxFile = maxFile;
    this.#canCopy = !compress && maxFile > 2;
    this.#isStored = isStored;
    this.#lines = lines;
    const { label } = linesModel(lines);
    this.container = docker.create({
      name: `prod${number}`,
      id: String(number).repeat(64),
      maxFile,
      compress,
      labels: label === undefined ? {} : { 'logagent.multiline': label },
      background: (step) => {
        clock.after(2, () => {
          step();
          this.#touch();
        });
      },
    });
    this.#touch();
  }

  get path(): string {
    return this.container.logPath;
  }

  print(text: string, stream: Stream, newline: boolean, kind: Kind = 'plain'): void {
    if (this.state !== 'running') return;
    const now = this.#clock.tick();
    const time = rfc3339Nano(BigInt(Math.round(now * 1000)) * 1000n);
    const log = printed(kind, text);
    const isPart = !newline && log.length >= PART_BYTES;
    const previous = this.#last(stream);
    // Behind the rest of a line that has lost its end nobody can tell whose it is, nor what it ends.
    const isBroken = this.#live.rest;
    if (isBroken && previous !== undefined) previous.mayEnd = true;
    const known = isBroken ? [] : follow(previous, { kind, whole: !isPart, now, lines: this.#lines });
    // Last words end their event.
    const behind = newline || isPart ? known : [{ within: false, state: undefined }];
    const ends = behind.every(({ within, state }) => !within && state === undefined);
    const line = envelope(Buffer.from(newline ? `${log}\n` : log), stream, time);
    this.#write({ text, stream, ends, behind, previous, check: checkOfTime(time) }, line);
  }

  /** A line that no Docker wrote. */
  junk(text: string): void {
    if (this.state === 'running')
      this.#write(
        { text, stream: '', ends: true, behind: [], previous: undefined, check: checkOfBytes(text) },
        `${text}\n`,
      );
  }

  rotate(): void {
    if (this.state !== 'running') return;
    this.container.rotate();
    this.#shift();
    this.#touch();
  }

  /** As logrotate's copytruncate. */
  copyAndTruncate(): void {
    if (this.state !== 'running' || !this.#canCopy) return;
    const { path } = this;
    fs.rmSync(`${path}.${this.#maxFile - 1}`, { force: true });
    for (let age = this.#maxFile - 2; age >= 1; age--) {
      if (fs.existsSync(`${path}.${age}`)) fs.renameSync(`${path}.${age}`, `${path}.${age + 1}`);
    }
    fs.copyFileSync(path, `${path}.1`);
    this.#forgiveCopy(this.#live);
    this.container.truncate();
    this.#shift();
    this.#touch();
  }

  truncate(): void {
    if (this.state !== 'running') return;
    this.container.truncate();
    this.#lose(this.#live);
    this.#live = newGeneration();
    this.#touch();
  }

  /** As by a power failure: all but the first line may go, and NUL bytes may stand in place of what went. */
  loseEnd(share: number, zeros: number): void {
    const generation = this.#live;
    const [first] = generation.chunks;
    if (this.state === 'removed' || first === undefined) return;
    const { size } = fs.statSync(this.path);
    const firstEnd = first.offset + first.bytes;
    const cut = firstEnd + Math.floor(((size - firstEnd) * (1000 - share)) / 1000);
    if (cut >= size) return;
    fs.truncateSync(this.path, cut);
    if (zeros > 0) fs.truncateSync(this.path, Math.min(size, cut + zeros));
    generation.endLost = true;
    generation.writtenBeforeLoss = generation.chunks.length;
    generation.longest = Math.max(generation.longest, size);
    for (const chunk of generation.chunks) {
      if (chunk.lost || chunk.offset + chunk.bytes <= cut) continue;
      chunk.lost = true;
      chunk.mayBeMissing ||= !this.#isStored(chunk);
    }
    generation.rest = endsWithinLine(fs.readFileSync(this.path));
    // What is left may end with parts whose rest does not come any more.
    for (const chunk of this.chunks) if (!chunk.lost) chunk.mayEnd = true;
    this.#touch();
  }

  /** A live file's last line is not read while it has no end: the container is started and writes one more. */
  endRest(text: string): void {
    if (!this.#live.rest) return;
    this.start();
    this.junk(text);
  }

  remove(): void {
    if (this.state === 'removed') return;
    this.container.remove();
    this.state = 'removed';
    for (const generation of [...this.#siblings, this.#live]) this.#unlink(generation);
    this.#siblings = [];
    this.#silent();
  }

  stop(): void {
    if (this.state !== 'running') return;
    this.container.stop();
    this.state = 'stopped';
    this.#touch();
    this.#silent();
  }

  start(): void {
    if (this.state !== 'stopped') return;
    this.container.start();
    this.state = 'running';
    this.#touch();
  }

  rename(name: string): void {
    if (this.state !== 'removed') this.container.rename(name);
  }

  /** An agent begins, whose state tells of each generation this. */
  agentBegins(restsOf: (key: string) => readonly Rest[]): void {
    for (const generation of new Set(this.chunks.map((chunk) => chunk.generation)))
      for (const rest of restsOf(this.keyOf(generation))) generation.rests.add(rest);
  }

  /** The agent runs and has seen all that is on disk. */
  seen(): void {
    if (this.state === 'removed') return;
    for (const generation of [...this.#siblings, this.#live]) generation.known = true;
  }

  /** The agent runs no more: what it held open without a name is gone. */
  agentEnded(): void {
    const linked = new Set(this.state === 'removed' ? [] : [...this.#siblings, this.#live]);
    for (const { generation } of this.chunks) {
      generation.known = false;
      if (!linked.has(generation)) this.#lose(generation);
    }
  }

  /** The first part of the `_id` of documents that begin in this generation. */
  keyOf({ first }: Generation): string {
    return first === undefined ? '' : fingerprint(this.container.id, first);
  }

  #write(
    what: Pick<Chunk, 'text' | 'stream' | 'ends' | 'behind' | 'previous' | 'check'>,
    line: string,
  ): void {
    const bytes = Buffer.from(line);
    this.container.writeRaw(bytes);
    // After a truncation writing goes on at the old position.
    const offset = fs.statSync(this.path).size - bytes.length;
    const generation = this.#live;
    generation.first ??= bytes;
    const chunk: Chunk = {
      ...what,
      ...{ generation, offset, bytes: bytes.length },
      ...{ writtenAt: this.#clock.now(), mayBeMissing: false, mayEnd: false, late: false },
      ...{ lost: false, broken: generation.rest },
    };
    generation.rest = false;
    generation.chunks.push(chunk);
    this.chunks.push(chunk);
    this.#touch();
  }

  #shift(): void {
    this.#siblings.unshift(this.#live);
    for (const generation of this.#siblings.splice(this.#maxFile - 1)) this.#unlink(generation);
    this.#live = newGeneration();
  }

  /** Its last name is gone; an agent that holds it open reads it all the same. */
  #unlink(generation: Generation): void {
    if (!generation.known) this.#lose(generation);
  }

  /**
   * A copy that is shorter by more than a stamp than what was handed on passes for one made before the last lines came: what was written behind a
   * lost end, and copied before any look, may be taken for them.
   */
  #forgiveCopy({ chunks, writtenBeforeLoss, longest }: Generation): void {
    const { size } = fs.statSync(this.path);
    const behind = size + TAIL_BYTES < longest ? chunks.slice(writtenBeforeLoss) : [];
    for (const chunk of behind) chunk.mayBeMissing ||= !this.#isStored(chunk);
  }

  #lose(generation: Generation): void {
    generation.gone = true;
    for (const chunk of generation.chunks) chunk.mayBeMissing ||= !this.#isStored(chunk);
  }

  #silent(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const last = this.#last(stream);
      if (last !== undefined) last.mayEnd = true;
    }
  }

  #last(stream: Stream): Chunk | undefined {
    return this.chunks.findLast((chunk) => chunk.stream === stream);
  }

  /** Gives the files times of the model's clock, which is finer than the kernel's. */
  #touch(): void {
    const seconds = this.#clock.tick() / 1000;
    if (fs.existsSync(this.path)) fs.utimesSync(this.path, seconds, seconds);
    if (fs.existsSync(this.container.folder)) fs.utimesSync(this.container.folder, seconds, seconds);
  }
}

/** Zero bytes where a line should begin are none. */
function endsWithinLine(bytes: Buffer): boolean {
  return bytes.findLast((byte) => byte !== 0) !== LF;
}
