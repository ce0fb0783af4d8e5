import { readAttrs } from './attrs.ts';
import type { BatchWriter } from './batch-writer.ts';
import { CHECK_BYTES } from './check.ts';
import { Constant } from './constant.ts';
import type { Stream } from './envelope.ts';
import { putNumber } from './escaped-numbers.ts';
import { EscapedScanner, OVERHANG_BYTES } from './escaped-scanner.ts';
import { COPIED, type Format, UNSURE } from './format.ts';
import type { Frame } from './frame.ts';
import { KnownTimes } from './known-times.ts';
import { plain } from './plain.ts';

const LF = 0x0a;
const DOT = 0x2e;

/** The line isn't of the usual shape; nothing has been written. */
export const UNUSUAL = -1;

// The usual line: {"log":"TEXT\n","stream":"stdout","time":"TIME"}, with "attrs":{…} before the time for some log-opts
const LOG = new Constant('{"log":"');
const STREAM = new Constant(',"stream":"std');
const OUT = new Constant('out","time":"');
const ERR = new Constant('err","time":"');
const OUT_ATTRS = new Constant('out","attrs":');
const ERR_ATTRS = new Constant('err","attrs":');
const TIME = new Constant(',"time":"');
const LINE_END = new Constant('"}\n');

const ID_ENDS = new Constant('"}}\n{');
const STDOUT = new Constant('"stream":"stdout","@timestamp":"');
const STDERR = new Constant('"stream":"stderr","@timestamp":"');
const OFFSET = new Constant('","log":{"offset":');

/** More than what a document holds besides the line, its fields and the frame: names, two offsets, the overhang. */
const NAMES_BYTES = 256 + OVERHANG_BYTES;

/**
 * Reads the usual lines, straight from the block into the body, with no object made for any of them. What it writes
 * equals, as JSON, what the reference writes for the same line; strings may be escaped in another way (Docker's escapes
 * stay, JSON.stringify has fewer). Whatever it isn't sure of it leaves to the reference, so it knows only whole lines with
 * the keys in Docker's order and with the escapes that Docker writes.
 */
export class FastWay {
  readonly #scan = new EscapedScanner();
  readonly #times = new KnownTimes();
  readonly #dropUnmatched: boolean;
  /** Offset of the block's first byte. */
  #from = 0;
  /** Where in the block the last line's time stands; `#timeTo` is 0 when it has been noted. */
  #timeFrom = 0;
  #timeTo = 0;
  /** The line being read has attrs. */
  #hasAttrs = false;

  constructor(unmatched: 'ship' | 'drop') {
    this.#dropUnmatched = unmatched === 'drop';
  }

  /** Goes on with a block's bytes, which must be UTF-8 where lines are read. `from` is the first one's offset. */
  begin(bytes: Buffer, from: number): void {
    this.#scan.source = bytes;
    this.#from = from;
    this.#timeTo = 0;
  }

  /**
   * Reads the line at `at`, which has an LF. Returns where the next one begins, or UNUSUAL.
   * A line of an unfinished event's stream is the reference's.
   */
  line(
    at: number,
    frame: Frame,
    unfinished: ReadonlyMap<Stream, unknown> | undefined,
    writer: BatchWriter,
  ): number {
    const scan = this.#scan;
    scan.at = at;
    if (!scan.pass(LOG)) return UNUSUAL;
    this.#reserve(at, frame, writer);
    scan.target = writer.body;
    scan.out = writer.length;
    scan.put(frame.headBytes);
    const offsetAt = scan.out;
    putNumber(scan, this.#from + at);
    const offsetEnd = scan.out;
    scan.target[offsetEnd] = DOT;
    // Its digits are written when the time is read.
    const checkAt = offsetEnd + 1;
    scan.out = checkAt + CHECK_BYTES;
    scan.put(ID_ENDS);
    const matched = this.#text(frame);
    if (matched === undefined) return UNUSUAL;

    const stream = this.#stream();
    if (stream === undefined || unfinished?.has(stream)) return UNUSUAL;
    const tailBytes = this.#attrs(frame);
    if (tailBytes === undefined) return UNUSUAL;
    const timeFrom = scan.out;
    const sourceFrom = scan.at;
    if (!this.#times.copyDockerTime(scan, checkAt)) return UNUSUAL;
    const timeTo = scan.out;
    const sourceTo = scan.at;
    if (!scan.pass(LINE_END)) return UNUSUAL;
    this.#timeFrom = sourceFrom;
    this.#timeTo = sourceTo;
    writer.addSpan(frame.source.key, this.#from + at, this.#from + scan.at);
    if (!matched && this.#dropUnmatched) return scan.at;

    scan.put(OFFSET);
    scan.putAgain(offsetAt, offsetEnd);
    scan.putLong(tailBytes);
    writer.commit(scan.out, timeFrom, timeTo);
    return scan.at;
  }

  /** Gives the frame the time of the last line read. */
  noteTime(frame: Frame): void {
    if (this.#timeTo > 0) frame.lastTime = this.#scan.source.toString('latin1', this.#timeFrom, this.#timeTo);
    this.#timeTo = 0;
  }

  #reserve(at: number, frame: Frame, writer: BatchWriter): void {
    const { source } = this.#scan;
    // What attrs add to the frame's tail is less than what they take in the line.
    const besides = frame.headBytes.bytes.length + frame.tailBytes.length + frame.extraBytes + NAMES_BYTES;
    // Where the line ends is looked for only near the body's end: else the block's rest is bound enough.
    if (source.length - at + besides <= writer.room) return;
    writer.reserve(source.indexOf(LF, at) + 1 - at + besides);
  }

  /** Writes the fields by the first format that fits: true; or the message: false. Undefined when the text isn't a whole line. */
  #text({ formats }: Frame): boolean | undefined {
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

  /** Reads up to the time, but for attrs. */
  #stream(): Stream | undefined {
    const scan = this.#scan;
    if (!scan.pass(STREAM)) return undefined;
    this.#hasAttrs = false;
    if (scan.pass(OUT) || this.#passAttrsName(OUT_ATTRS)) {
      scan.put(STDOUT);
      return 'stdout';
    }
    if (!scan.pass(ERR) && !this.#passAttrsName(ERR_ATTRS)) return undefined;
    scan.put(STDERR);
    return 'stderr';
  }

  #passAttrsName(name: Constant): boolean {
    this.#hasAttrs = this.#scan.pass(name);
    return this.#hasAttrs;
  }

  /** Passes over the line's attrs, if any, to the time. Returns what the document ends with. */
  #attrs(frame: Frame): Buffer | undefined {
    const scan = this.#scan;
    if (!this.#hasAttrs) return frame.tailBytes;
    let known = frame.attrsTail;
    if (known === undefined || !scan.pass(known.bytes)) {
      known = readAttrs(scan.source, scan.at, frame.tailWith);
      if (known === undefined || !scan.pass(known.bytes)) return undefined;
      frame.attrsTail = known;
    }
    return scan.pass(TIME) ? known.tailBytes : undefined;
  }
}
