import type { Block, Source } from './block.ts';
import { PlainBytes, READ_AT_ONCE } from './bytes.ts';
import type { Generation } from './generation.ts';
import type { GivenUp } from './given-up.ts';
import { GzipBytes } from './gzip-bytes.ts';
import { divide, type Piece } from './pieces.ts';
import { unsettledParts } from './settled.ts';
import type { TailEvents, TailSink } from './tail-events.ts';
import type { Troubles } from './troubles.ts';
import { countLines, type Unread } from './unread.ts';

const LF = 10;
const NUL = 0;
/** So much of what comes before is like what is missing. */
const SAMPLE_BYTES = 64 * 1024;

/**
 * - `more`: the buffer was full, so there probably is more;
 * - `quiet`: read up to the end as it is now;
 * - `ended`: handed on to the last byte, and it will not grow;
 * - `begun anew`: the file no longer begins with the generation's first line; nothing was handed on;
 * - `stalled`: can't be read now.
 */
export type Turn = 'more' | 'quiet' | 'ended' | 'begun anew' | 'stalled';

export interface ReaderOptions {
  readonly sink: TailSink;
  readonly events: TailEvents;
  readonly troubles: Troubles;
  readonly givenUp: GivenUp;
  readonly blockBytes: number;
  readonly maxLineBytes: number;
  /** Milliseconds since 1970, compared with the times of files. */
  readonly now: () => number;
}

/** Reads generations block by block into one buffer, whose content is valid while the sink takes it. */
export class Reader {
  private readonly options: ReaderOptions;
  private readonly buffer: Buffer;
  /** Bytes read so far. */
  bytes = 0;

  constructor(options: ReaderOptions) {
    this.options = options;
    this.buffer = Buffer.allocUnsafe(options.blockBytes);
  }

  /** Reads one block of a generation and hands on its complete lines under `source`. */
  async turn(generation: Generation, source: Source): Promise<Turn> {
    try {
      return await this.read(generation, source, this.buffer);
    } catch (error) {
      // A system call's failure; anything else is a broken promise and goes up.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.options.troubles.failed(generation.path, error);
      return 'stalled';
    }
  }

  private async read(generation: Generation, source: Source, buffer: Buffer): Promise<Turn> {
    const { bytes, offset, limit, complete } = generation;
    if (bytes === undefined) return 'ended';
    if (!(await generation.holdsDecoded())) return 'begun anew';
    const target = buffer.subarray(0, Math.min(limit - offset, sizeOfRead(generation, buffer)));
    generation.cutting ??= await withinLine(generation);
    const length = await bytes.read(target, offset);
    this.bytes += length;
    // What was read before a look that finds the first line in its place is this generation's.
    if (!generation.holds()) return 'begun anew';
    const short = length < target.length;
    const trouble = short ? generation.trouble(this.options.now()) : undefined;
    const stalled = trouble !== undefined && !trouble.final;
    const last = complete && short && !stalled;
    const { maxLineBytes } = this.options;
    const division = divide(target.subarray(0, length), { maxLineBytes, last, cutting: generation.cutting });
    if (division.pieces.length === 0 && length === buffer.length && length < maxLineBytes) {
      return this.read(generation, source, Buffer.allocUnsafe(maxLineBytes));
    }
    const whole = division.pieces.every((piece) => this.handOn(generation, source, piece, target, offset));
    generation.handedOn.note(target.subarray(0, generation.offset - offset));
    if (!whole) {
      generation.stopWithin(offset + length);
      return 'more';
    }
    generation.cutting = division.cutting;
    generation.readTo = offset + length;
    // Known better now: a size from before the file was cut short would make turns without end.
    if (short) generation.size = generation.readTo;
    if (stalled) return 'stalled';
    if (trouble === undefined) this.options.troubles.works(generation.path);
    else await this.breakOff(generation, source, trouble.error);
    if (!short) return 'more';
    this.reportSkipped(generation, source);
    return last ? 'ended' : 'quiet';
  }

  /** False when the sink did not take all of it. */
  private handOn(
    generation: Generation,
    source: Source,
    piece: Piece,
    buffer: Buffer,
    base: number,
  ): boolean {
    const { sink } = this.options;
    const from = base + piece.from;
    const to = base + piece.to;
    generation.offset = to;
    if (piece.kind === 'nuls') {
      sink.skip(source, from, to);
      generation.skipped += to - from;
      return true;
    }
    this.reportSkipped(generation, source);
    const cut = piece.kind === 'cut';
    const blockOf = (begin: number, end: number): Block => {
      return { source, from: begin, to: end, bytes: buffer.subarray(begin - base, end - base), cut };
    };
    const parts = generation.settled.length === 0 ? [from, to] : unsettledParts(from, to, generation.settled);
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const [begin = 0, end = 0] = parts.slice(i, i + 2);
      const before = parts[i - 1] ?? from;
      if (before < begin) sink.passOver(blockOf(before, begin));
      const taken = sink.block(blockOf(begin, end));
      generation.offset = begin + taken;
      if (begin + taken < end) return false;
    }
    const handedOn = parts.at(-1) ?? from;
    if (handedOn < to) sink.passOver(blockOf(handedOn, to));
    generation.offset = to;
    // Behind the last range there is nothing to look for any more.
    if (to >= (generation.settled.at(-1) ?? 0)) generation.settled = [];
    return true;
  }

  /** The rest of a compressed file can't be decoded; its lines are estimated by the last ones before it. */
  private async breakOff({ bytes, path, readTo }: Generation, source: Source, error: Error): Promise<void> {
    const missing = bytes instanceof GzipBytes ? bytes.undecoded : undefined;
    let unread: Unread | undefined;
    if (bytes !== undefined && missing !== undefined) {
      const sample = Buffer.alloc(Math.min(SAMPLE_BYTES, readTo));
      const length = await bytes.read(sample, readTo - sample.length);
      const lines = length === 0 ? undefined : Math.round((countLines(sample) * missing) / length);
      unread = { bytes: missing, lines };
    }
    this.options.givenUp.broken(source.container, path, error, unread);
  }

  private reportSkipped(generation: Generation, { container, path }: Source): void {
    if (generation.skipped > 0) this.options.events.skipped(container, path, generation.skipped);
    generation.skipped = 0;
  }
}

/** Of little no more than is read at once. What has come meanwhile is for the next turn. */
function sizeOfRead({ bytes, size, offset }: Generation, buffer: Buffer): number {
  const little = bytes instanceof PlainBytes && size - offset < READ_AT_ONCE;
  return little ? Math.min(READ_AT_ONCE, buffer.length) : buffer.length;
}

/** Reading that goes on from a checkpoint may go on within a line that was being cut. */
async function withinLine({ bytes, offset }: Generation): Promise<boolean> {
  if (offset === 0 || bytes === undefined) return false;
  const before = Buffer.alloc(1);
  const length = await bytes.read(before, offset - 1);
  return length === 1 && before[0] !== LF && before[0] !== NUL;
}
