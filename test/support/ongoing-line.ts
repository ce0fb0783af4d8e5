import type { Stream } from './docker-envelope.ts';
import type { CombinedFields, Line } from './lines.ts';

/** The written truth: one event a container printed, as it must arrive. */
export interface Printed {
  /** Occurs in `text` and in no other event. */
  readonly token: string;
  readonly stream: Stream;
  readonly text: string;
  /** Docker's time of all parts. */
  readonly time: string;
  /** What parsing must find; none: the text arrives as `message`. */
  readonly fields: CombinedFields | undefined;
  readonly members: Line['members'];
  /** Logged in several parts, however short it is; the last one's place is that of the document. */
  readonly inParts?: boolean;
}

/** A line that is being logged part by part. */
export class OngoingLine {
  readonly printed: Printed;
  readonly #parts: Buffer[];
  readonly #write: (part: Buffer) => void;

  constructor(printed: Printed, parts: Buffer[], write: (part: Buffer) => void) {
    this.printed = printed;
    this.#parts = parts;
    this.#write = write;
  }

  /** Logs the next part; false when none was left. */
  part(): boolean {
    const part = this.#parts.shift();
    if (part !== undefined) this.#write(part);
    return part !== undefined;
  }

  /** Logs all parts that are left. */
  rest(): Printed {
    while (this.part()) {
      // Each is one entry of the log.
    }
    return this.printed;
  }
}
