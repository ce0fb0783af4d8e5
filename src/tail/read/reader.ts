import type { Source } from '../../log/block.ts';
import { stampOfNuls } from '../../log/stamp.ts';
import type { Bytes } from '../file/bytes.ts';
import { divide, isWithinLine, type Piece } from '../file/pieces.ts';
import { READ_AT_ONCE } from '../file/plain-bytes.ts';
import type { TailEvents, TailSink } from '../tail-events.ts';
import type { Troubles } from '../troubles.ts';
import type { Generation } from './generation.ts';
import type { GivenUp } from './given-up.ts';
import type { Position } from './position.ts';
import { countLines } from './unread.ts';

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
  readonly #options: ReaderOptions;
  readonly #buffer: Buffer;
  /** Bytes read so far. */
  bytes = 0;
  /** The last turn has read a full buffer of NULs: the file has a hole there, which may be any size. */
  nulsOnly = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#buffer = Buffer.allocUnsafe(options.blockBytes);
  }

  /** Reads one block of a generation and hands on its complete lines under `source`. */
  async turn(generation: Generation, source: Source): Promise<Turn> {
    this.nulsOnly = false;
    try {
      return await this.#read(generation, source, this.#buffer);
    } catch (error) {
      // A system call's failure; anything else is a broken promise and goes up.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.#options.troubles.failed(generation.file.path, error);
      return 'stalled';
    }
  }

  async #read(generation: Generation, source: Source, buffer: Buffer): Promise<Turn> {
    const { file, position } = generation;
    if (file.isGone) return 'ended';
    const { bytes } = file;
    const { offset } = position;
    if (bytes.isCompressed) {
      // Once, and before the read: what comes before it would be decoded again after it.
      if (!(await bytes.approach(generation.comparedFrom))) return 'more';
      if (!(await generation.holds())) return 'begun anew';
      // The byte before tells whether a line is being cut there.
      if (!(await bytes.approach(Math.max(0, offset - 1)))) return 'more';
    }
    const target = buffer.subarray(0, Math.min(position.limit - offset, sizeOfRead(generation, buffer)));
    const cutting = position.cutting ?? (await goesOnWithin(bytes, offset));
    const length = await bytes.read(target, offset);
    this.bytes += length;
    // Bytes that were read before a look that finds everything in its place are this generation's.
    if (!bytes.isCompressed && !(await generation.holds())) return 'begun anew';
    const short = length < target.length;
    const trouble = short ? file.trouble(this.#options.now()) : undefined;
    const stalled = trouble !== undefined && !trouble.final;
    const last = file.complete && short && !stalled;
    const { maxLineBytes } = this.#options;
    const division = divide(target.subarray(0, length), { maxLineBytes, last, cutting });
    if (division.pieces.length === 0 && length === buffer.length && length < maxLineBytes) {
      return this.#read(generation, source, Buffer.allocUnsafe(maxLineBytes));
    }
    const [first] = division.pieces;
    this.nulsOnly = !short && first?.kind === 'nuls' && first.to === length;
    const whole = division.pieces.every((piece) => this.#handOn(position, source, piece, target, offset));
    position.handedOn.note(target.subarray(0, position.offset - offset));
    const end = offset + length;
    if (!whole) {
      position.stopWithin();
      file.size = Math.max(file.size, end);
      return 'more';
    }
    position.read(end, division.cutting);
    // Known better now: a size from before the file was cut short would make turns without end.
    if (short) file.size = end;
    if (stalled) {
      position.handedOn.compareAgain();
      return 'stalled';
    }
    if (trouble === undefined) this.#options.troubles.works(file.path);
    else this.#breakOff(generation, source, trouble.error);
    if (!short) return 'more';
    this.#reportSkipped(position, source);
    return last ? 'ended' : 'quiet';
  }

  /** False when the sink did not take all of it. */
  #handOn(position: Position, source: Source, piece: Piece, buffer: Buffer, base: number): boolean {
    const { sink } = this.#options;
    const from = base + piece.from;
    const to = base + piece.to;
    if (piece.kind === 'nuls') {
      sink.skip(source, from, to, stampOfNuls(buffer.subarray(piece.from, piece.to)));
      position.skip(to - from);
      position.advance(to);
      return true;
    }
    this.#reportSkipped(position, source);
    const cut = piece.kind === 'cut';
    const { settled } = position;
    for (const gap of settled.isEmpty ? [{ from, to }] : settled.gaps(from, to)) {
      this.#pass(position.offset, gap.from, source, buffer, base);
      const bytes = buffer.subarray(gap.from - base, gap.to - base);
      const taken = sink.block({ source, from: gap.from, to: gap.to, bytes, cut });
      position.advance(gap.from + taken);
      if (position.offset < gap.to) return false;
    }
    this.#pass(position.offset, to, source, buffer, base);
    position.advance(to);
    return true;
  }

  /** Tells of lines that had settled. */
  #pass(from: number, to: number, source: Source, buffer: Buffer, base: number): void {
    const bytes = buffer.subarray(from - base, to - base);
    if (from < to) this.#options.sink.passed({ source, from, to, bytes, cut: false });
  }

  /** The rest of a compressed file can't be decoded; its lines are estimated by the last ones before it. */
  #breakOff({ file }: Generation, { container }: Source, error: Error): void {
    const { undecoded: bytes, sample } = file.bytes;
    const lines =
      sample.length === 0 ? undefined : Math.round((countLines(sample) * (bytes ?? 0)) / sample.length);
    const unread = bytes === undefined ? undefined : { bytes, lines };
    this.#options.givenUp.broken(container, file.path, error, unread);
  }

  #reportSkipped(position: Position, { container, path }: Source): void {
    const skipped = position.takeSkipped();
    if (skipped > 0) this.#options.events.skipped(container, path, skipped);
  }
}

/** Of little no more than is read at once. Written meanwhile, the rest is for the next turn. */
function sizeOfRead({ bytesBehind }: Generation, buffer: Buffer): number {
  return bytesBehind < READ_AT_ONCE ? Math.min(READ_AT_ONCE, buffer.length) : buffer.length;
}

/** Reading that goes on from a checkpoint may go on within a line that was being cut. */
async function goesOnWithin(bytes: Bytes, offset: number): Promise<boolean> {
  if (offset === 0) return false;
  const [before] = (await bytes.before(offset, 1)) ?? [];
  return isWithinLine(before);
}
