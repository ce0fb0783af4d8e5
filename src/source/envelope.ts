import type { Stream } from '../log/stream.ts';
import type { Constant } from '../scan/constant.ts';
import type { EscapedScanner } from '../scan/escaped-scanner.ts';
import type { EscapeLength } from '../scan/escapes.ts';

/** Values that a source adds to every line of a container, by their names. */
export type Attrs = Readonly<Record<string, Scalar>>;

export type Scalar = string | number | boolean;

/** A line of a log file, decoded. */
export interface LogLine {
  /** The text that the container printed, with its newline (LF, CR LF) if it had one; or a part of it. */
  readonly text: string;
  /** Its bytes, where they are no UTF-8 by themselves: a part may end within a character. Not the reader's memory. */
  readonly raw?: Buffer;
  readonly stream: Stream;
  /** RFC 3339: as it stands in the file, or in UTC where runtimes write it in the machine's zone. */
  readonly time: string;
  readonly attrs?: Attrs;
  /** The text goes on in the stream's next line. */
  readonly isPart: boolean;
}

/** The wrapping that a source puts around each text: all that parse knows of a source. */
export interface Envelope {
  /** The reference: reads a line without its LF. Undefined when it isn't one of this source; then it ships as it is, as malformed. */
  read(line: Buffer): LogLine | undefined;

  /** A new fast way; undefined when there is none, and `read` has every line. */
  copier(): EnvelopeCopier | undefined;
}

/**
 * The fast way into a line, over bytes, which must be UTF-8, and with no object made for any line. Its steps are called for
 * each line in this order, with a format's fast way behind the first. Each step moves the scanner as the scanner's own methods
 * do; a refusal leaves the line to the reference, as must be with every line that `read` would tell otherwise, and with parts.
 */
export interface EnvelopeCopier {
  /** Which escapes may stand in the text that `passToText` shows. */
  readonly escapeLength: EscapeLength;

  /**
   * Passes over all that stands before the text: the scanner then stands at a text in JSON string form (see `scan/escapes.ts`).
   * Where a file holds it in another form, the scanner may be given another source that holds it so, up to the next step. After a
   * refusal parse sees to it that the scanner has its own source again.
   */
  passToText(scan: EscapedScanner): boolean;

  /** Goes on behind the text, with the scanner's source as it was before `passToText`. Undefined is a refusal. */
  passStream(scan: EscapedScanner): 'stdout' | 'stderr' | undefined;

  /** Passes over attrs, if the line has any. Returns the end of its document; undefined is a refusal. */
  passAttrs(scan: EscapedScanner, ends: DocumentEnds): Buffer | undefined;

  /**
   * Copies the time as `read` tells it, and all nine digits of its fraction to `fractionAt` as well; then passes over the line's end, LF
   * included.
   */
  copyTime(scan: EscapedScanner, fractionAt: number): boolean;

  /** The time of the last line that had no refusal. `source` holds it still. */
  lastTime(source: Buffer): string;
}

/** The end of a file's documents, and how attrs change it. */
export interface DocumentEnds {
  /** Where the line has no attrs. */
  readonly tailBytes: Buffer;
  /** Where it has these. */
  readonly tailWith: (attrs: Attrs | undefined) => string;
  /** Kept for the fast way: attrs are the same in every line of a container. */
  attrsTail: AttrsTail | undefined;
}

/** The attrs of a container's last line and the end of its document. */
export interface AttrsTail {
  /** As they stand in the file. */
  readonly bytes: Constant;
  readonly tailBytes: Buffer;
}
