import type { Stream } from '../log/stream.ts';
import { Constant } from '../scan/constant.ts';
import { EscapedScanner, OVERHANG_BYTES } from '../scan/escaped-scanner.ts';
import type { EscapeLength } from '../scan/escapes.ts';
import { putNumber } from '../scan/numbers.ts';
import type { EnvelopeCopier } from '../source/envelope.ts';
import type { BatchWriter } from './batch/batch-writer.ts';
import { CHECK_BYTES } from './check.ts';
import { isColourAt, isMarkAt, MARK_BYTES, MARK_FIRST } from './colours.ts';
import { DROPPED, type Filter } from './filter.ts';
import { CopiedFields } from './filters/copied-fields.ts';
import { COPIED, type Format, UNSURE } from './formats/format.ts';
import type { Frame } from './frame.ts';
import { beginOf } from './members.ts';
import type { Head } from './routing/route.ts';
import type { Schema } from './schemas/names.ts';

const LF = 0x0a;
const DOT = 0x2e;
const Z = 0x5a;

/** The line isn't of the usual shape; nothing has been written. */
export const UNUSUAL = -1;

const NO_BLOCK = Buffer.alloc(0);
const ID_ENDS = new Constant('"}}\n{');
const TIME_ENDS = new Constant('"');

/** More than a document holds besides the line, its fields, the frame and names: two offsets, the check, punctuation, the overhang. */
const NUMBERS_BYTES = 128 + OVERHANG_BYTES;

export interface LineCopierOptions {
  readonly filter?: Filter | undefined;
  /** Lines with colours need nobody's care. Default true. */
  readonly keepsColours?: boolean;
  /** Documents carry the line's offset. Default true. */
  readonly hasOffset?: boolean;
}

/**
 * The fast way from a line to a document: reads the usual lines, straight from the block into the body, with no object made
 * for any of them. The document equals, as JSON, what the reference writes for the same line; strings may be escaped in
 * another way (the file's escapes stay, JSON.stringify has fewer). A line that it isn't sure of it leaves to the reference.
 */
export class LineCopier {
  readonly #envelope: EnvelopeCopier;
  /** Absent where there is no filter. */
  readonly #copied: CopiedFields | undefined;
  readonly #scan: EscapedScanner;
  /** From a stream's name to the time. */
  readonly #stdout: Constant;
  readonly #stderr: Constant;
  /** From the time's end to the offset; undefined when documents don't carry it. */
  readonly #offset: Constant | undefined;
  readonly #namesBytes: number;
  #block: Buffer = NO_BLOCK;
  /** Offset of the block's first byte. */
  #from = 0;
  /** The last line's time has not been noted. */
  #hasTime = false;

  constructor(envelope: EnvelopeCopier, schema: Schema, options: LineCopierOptions = {}) {
    const { filter, keepsColours = true, hasOffset = true } = options;
    this.#envelope = envelope;
    this.#scan = new EscapedScanner(
      keepsColours ? envelope.escapeLength : withColoursLeft(envelope.escapeLength),
    );
    this.#copied = filter && new CopiedFields(this.#scan, filter);
    const [stream, time] = [JSON.stringify(schema.stream), JSON.stringify(schema.time)];
    const told = (value: string) => (filter?.drops(schema.stream) ? '' : `${stream}:"${value}",`);
    this.#stdout = new Constant(`${told('stdout')}${time}:"`);
    this.#stderr = new Constant(`${told('stderr')}${time}:"`);
    this.#offset = hasOffset ? new Constant(`",${beginOf(schema.offset)}`) : undefined;
    this.#namesBytes = this.#stdout.bytes.length + (this.#offset ?? TIME_ENDS).bytes.length + NUMBERS_BYTES;
  }

  /** Goes on with a block's bytes, which must be UTF-8 where lines are read. `from` is the first one's offset. */
  begin(bytes: Buffer, from: number): void {
    this.#block = bytes;
    this.#scan.source = bytes;
    this.#from = from;
    this.#hasTime = false;
  }

  /**
   * Reads the line at `at`, which has an LF. Returns where the next one begins, or UNUSUAL.
   * A line that may go on with another one, an unfinished event's or one read before, is the reference's.
   */
  line(
    at: number,
    frame: Frame,
    unfinished: ReadonlyMap<Stream, unknown> | undefined,
    writer: BatchWriter,
  ): number {
    const scan = this.#scan;
    const envelope = this.#envelope;
    scan.at = at;
    if (!envelope.passToText(scan)) return UNUSUAL;
    // Its first byte is looked at here: a call for each line costs as much as its time.
    if (scan.source[scan.at] === MARK_FIRST && isMarkAt(scan.source, scan.at)) scan.at += MARK_BYTES;
    if (frame.lines?.mayBegin(scan.source, scan.at)) return UNUSUAL;
    this.#reserve(frame, writer);
    scan.target = writer.body;
    scan.out = writer.length;
    scan.put(frame.head.bytes);
    const offsetAt = scan.out;
    putNumber(scan, this.#from + at);
    const offsetEnd = scan.out;
    scan.target[offsetEnd] = DOT;
    // Its digits are written when the time is read.
    const checkAt = offsetEnd + 1;
    scan.out = checkAt + CHECK_BYTES;
    scan.put(ID_ENDS);
    const fieldsFrom = scan.out;
    const textFrom = scan.at;
    const isMatched = this.#text(frame);
    if (isMatched === undefined) return UNUSUAL;
    const copied = this.#copied;
    copied?.begin(isMatched, fieldsFrom, textFrom);

    const stream = envelope.passStream(scan);
    if (stream === undefined || unfinished?.has(stream)) return UNUSUAL;
    if (frame.rests.expects(stream)) return UNUSUAL;
    scan.put(stream === 'stdout' ? this.#stdout : this.#stderr);
    const tailBytes = envelope.passAttrs(scan, frame);
    if (tailBytes === undefined) return UNUSUAL;
    const timeFrom = scan.out;
    if (!envelope.copyTime(scan, checkAt)) return UNUSUAL;
    const timeTo = scan.out;
    if (frame.head.isDated && !this.#isDated(frame.head, writer.length, timeFrom, timeTo)) return UNUSUAL;
    const behind = tailBytes.length + this.#namesBytes;
    const judged = copied?.judge(frame.source, this.#from + at, stream, writer.length + writer.room - behind);
    if (judged === UNSURE) return UNUSUAL;
    this.#hasTime = true;
    writer.addSpan(frame.source.key, this.#from + at, this.#from + scan.at);
    if (judged === DROPPED) return scan.at;

    if (this.#offset === undefined) scan.put(TIME_ENDS);
    else {
      scan.put(this.#offset);
      scan.putAgain(offsetAt, offsetEnd);
    }
    scan.putLong(tailBytes);
    const grown = copied?.grown ?? 0;
    writer.commit(scan.out, timeFrom + grown, timeTo + grown);
    return scan.at;
  }

  /** To be called before the reference reads a line, and at the block's end: gives the frame the time of the last line read. */
  leave(frame: Frame): void {
    if (this.#scan.source !== this.#block) this.#scan.source = this.#block;
    if (this.#hasTime) frame.lastTime = this.#envelope.lastTime(this.#block);
    this.#hasTime = false;
  }

  /** Sees to it that the action line names the index of this time; false when the time is not in UTC. */
  #isDated(head: Head, headAt: number, timeFrom: number, timeTo: number): boolean {
    const { target, targetWords } = this.#scan;
    if (target[timeTo - 1] !== Z) return false;
    if (head.isOf(targetWords, timeFrom)) return true;
    head.moveTo(target.toString('latin1', timeFrom, timeTo));
    // As long as the one that stands there.
    head.bytes.bytes.copy(target, headAt);
    return true;
  }

  /** Makes room for the document of the line in whose text the scanner stands. */
  #reserve(frame: Frame, writer: BatchWriter): void {
    const { source, at } = this.#scan;
    // Attrs add less to the frame's tail than they take in the line.
    const besides =
      frame.head.bytes.bytes.length + frame.tailBytes.length + frame.extraBytes + this.#namesBytes;
    // Where the line ends is looked for only near the body's end: else the block's rest is bound enough.
    if (source.length - at + besides <= writer.room) return;
    writer.reserve(source.indexOf(LF, at) + 1 - at + besides);
  }

  /** Writes the fields by the first format that fits: true; or the message: false. Undefined when the text isn't a whole line. */
  #text({ formats, plain }: Frame): boolean | undefined {
    const scan = this.#scan;
    const { at, out } = scan;
    for (let i = 0; i < formats.length; i++) {
      const copied = (formats[i] as Format).copy(scan);
      if (copied === COPIED) return true;
      if (copied === UNSURE) return undefined;
      scan.at = at;
      scan.out = out;
    }
    return plain.copy(scan) === COPIED ? false : undefined;
  }
}

/** The same escapes but for the one that begins a colour: the decoded way takes colours out. */
function withColoursLeft(escapeLength: EscapeLength): EscapeLength {
  return (source, at) => (isColourAt(source, at) ? 0 : escapeLength(source, at));
}
