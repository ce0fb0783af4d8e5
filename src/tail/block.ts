/** What logagent knows of a container, read from its `config.v2.json`. A rename makes a new object. */
export interface Container {
  /** 64 hex digits. */
  readonly id: string;
  /** Without Docker's leading slash. */
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * An event that began in an older generation and ended in this one. When the older file is gone, what is left of the event
 * must not pass for an event of its own: the whole one may have been delivered.
 */
export interface Crossing {
  /** The byte after its last part. */
  readonly to: number;
  /** Docker's time of its last part: a file that lost its end may hold another line there. */
  readonly time: string;
  /** Of the whole event; begins with the key of the generation in which it began. */
  readonly id: string;
}

/**
 * One generation of a container's log file: the bytes from its first line to its end, whatever name the
 * file bears after rotation. A container has one generation that grows and any number of ended ones.
 */
export interface Source {
  /** The fingerprint: 16 base64url characters, the hash of container id and first complete line. First part of every `_id`. */
  readonly key: string;
  readonly container: Container;
  /** The path under which the generation was opened. */
  readonly path: string;
  /**
   * Offsets (ascending) after parts at which an unfinished event was given up earlier, by time-out or because the
   * container had stopped. Reading the same bytes again must end the event there again, or its `_id` would name other text.
   */
  readonly boundaries: readonly number[];
  /** Known from an earlier run; absent when there are none. */
  readonly crossings?: readonly Crossing[];
}

/**
 * A run of bytes of one generation, handed from tail to parse.
 *
 * An offset is a count of uncompressed bytes from the generation's beginning; `to` is the byte after the last byte handed on,
 * where reading goes on.
 */
export interface Block {
  readonly source: Source;
  readonly from: number;
  /** `to - from === bytes.length`. */
  readonly to: number;
  /**
   * Complete lines, each ended by LF. Only the last block of an ended generation may end without one.
   * Valid during the call only: the reader uses the memory again.
   */
  readonly bytes: Buffer;
  /** The bytes are one piece of a line longer than `--max-line`, which has been cut into several such blocks. */
  readonly cut: boolean;
}
