import { isUtf8 } from 'node:buffer';
import type { Block, Crossing, Source } from '../tail/block.ts';
import type { BatchWriter } from './batch-writer.ts';
import { checkOfBytes } from './check.ts';
import { documentLines, idOf, type Marks, wellFormed } from './document.ts';
import { readEnvelope } from './envelope.ts';
import type { Format } from './format.ts';
import type { Frame } from './frame.ts';
import { type Joiner, LogEvent } from './partial.ts';
import { asMessage } from './plain.ts';

const LF = 0x0a;
const DOCKER_PART_BYTES = 16 * 1024;
/** As much of a line that isn't UTF-8 is kept as it was. */
const ORIGINAL_BYTES = 4096;

export interface ReferenceOptions {
  /** What becomes of a whole line that is of no format. A malformed line is always shipped. */
  readonly unmatched: 'ship' | 'drop';
  /** A joined event is ended before its text would exceed this many bytes. */
  readonly maxEventBytes: number;
  readonly partBytes?: number;
  /** An event that began in another generation than `key` is about to be added: to be written before it is delivered. */
  readonly onCrossing?: (key: string, crossing: Crossing) => void;
  /** The document of this id is kept as a dead letter. */
  readonly isLetter?: (id: string) => boolean;
}

/**
 * The decoded way from a line to a document: JSON.parse, RegExp, JSON.stringify. It reads every line, and whatever it
 * says is right; the fast way reads the usual lines and says the same.
 */
export class Reference {
  readonly #options: ReferenceOptions;
  readonly #joiner: Joiner;

  constructor(options: ReferenceOptions, joiner: Joiner) {
    this.#options = options;
    this.#joiner = joiner;
  }

  /** Reads one line, `bytes` with its LF if it has one, which begins at offset `from`. */
  line(bytes: Buffer, from: number, frame: Frame, writer: BatchWriter): void {
    const to = from + bytes.length;
    const raw = content(bytes);
    const envelope = isUtf8(raw) ? readEnvelope(raw.toString()) : undefined;
    if (envelope === undefined) {
      this.#malformed(bytes, from, frame, writer, { malformed: true });
      return;
    }

    frame.lastTime = envelope.time;
    const { source } = frame;
    let event = this.#joiner.take(source.container.id, envelope.stream);
    if (event !== undefined && event.bytes + Buffer.byteLength(envelope.log) > this.#options.maxEventBytes) {
      this.#cut(event, writer);
      event = undefined;
    }
    event ??= new LogEvent(frame, from + leadingNuls(bytes), envelope);
    event.add(envelope, source.key, from, to);
    const whole = crossingOf(event, source);
    if (whole !== undefined) this.#endRest(event, whole.id, writer);
    else if (this.#endsEvent(envelope.log) || source.boundaries.includes(to)) this.end(event, writer);
    else this.#joiner.keep(event);
  }

  /**
   * Docker's copier (`daemon/logger/copier.go`) hands on a part without newline for two reasons: its 16 KiB buffer is full, or
   * the stream has ended. So a shorter part is a process's last words, and what follows belongs to the next run.
   * A byte that isn't UTF-8 became three, never fewer, so that a full buffer's text is not shorter.
   */
  #endsEvent(log: string): boolean {
    const { partBytes = DOCKER_PART_BYTES } = this.#options;
    return log.endsWith('\n') || Buffer.byteLength(log) < partBytes;
  }

  /** Ships one piece of a line that is too long to be read. */
  piece(block: Block, frame: Frame, writer: BatchWriter): void {
    this.#malformed(block.bytes, block.from, frame, writer, { malformed: true, cut: true });
  }

  /**
   * A line that settled in an earlier run. An event settles with all its parts, so the line is none of an event that has not:
   * that one had reached the most bytes of text.
   */
  passOver(bytes: Buffer, containerId: string, writer: BatchWriter): void {
    const raw = content(bytes);
    const envelope = isUtf8(raw) ? readEnvelope(raw.toString()) : undefined;
    const event = envelope && this.#joiner.take(containerId, envelope.stream);
    if (event !== undefined) this.#cut(event, writer);
  }

  /** Makes a document of an event that is whole. */
  end(event: LogEvent, writer: BatchWriter): void {
    const message = wellFormed(event.text.replace(/\r?\n$/, ''));
    const { frame, offset, id, stream, time, attrs } = event;
    const fields =
      readFields(frame.formats, message) ??
      (this.#options.unmatched === 'ship' ? asMessage(message) : undefined);
    if (fields !== undefined) {
      this.#noteCrossing(event, id);
      writer.append(documentLines(frame, offset, id, { fields, stream, time, attrs }), event.newest);
    }
    settle(event, writer);
  }

  /** What is left of an event is sent under the id of the whole one, unless that is kept: its letter would count as delivered. */
  #endRest(event: LogEvent, id: string, writer: BatchWriter): void {
    if (this.#options.isLetter?.(id)) settle(event, writer);
    else this.#cut(event, writer, id);
  }

  #cut(event: LogEvent, writer: BatchWriter, id = event.id): void {
    const { frame, offset, stream, time, attrs } = event;
    const fields = asMessage(wellFormed(event.text.replace(/\r?\n$/, '')));
    this.#noteCrossing(event, id);
    const lines = documentLines(frame, offset, id, { fields, stream, time, attrs, marks: { cut: true } });
    writer.append(lines, event.newest);
    settle(event, writer);
  }

  #noteCrossing({ crosses, key, to, newest: time }: LogEvent, id: string): void {
    if (crosses) this.#options.onCrossing?.(key, { to, time, id });
  }

  /** A line of nothing has no document; its bytes settle. */
  #malformed(bytes: Buffer, from: number, frame: Frame, writer: BatchWriter, marks: Marks): void {
    const raw = content(bytes);
    const to = from + bytes.length;
    if (raw.length > 0) {
      if (!isUtf8(raw)) marks.original_base64 = raw.toString('base64', 0, ORIGINAL_BYTES);
      const time = frame.lastTime;
      const offset = from + leadingNuls(bytes);
      const lines = documentLines(frame, offset, idOf(frame, offset, checkOfBytes(raw)), {
        fields: asMessage(raw.toString()),
        stream: '',
        time,
        marks,
      });
      writer.append(lines, '');
    }
    writer.addSpan(frame.source.key, from, to);
  }
}

/** The fields of a text by the first format that it is of. */
function readFields(formats: readonly Format[], text: string): string | undefined {
  for (const format of formats) {
    const fields = format.read(text);
    if (fields !== undefined) return fields;
  }
  return undefined;
}

/** Of an event that ends here and of which the beginning, in an older generation, is gone. */
function crossingOf({ frame, to, newest }: LogEvent, { crossings }: Source): Crossing | undefined {
  return crossings?.find(
    ({ id, ...last }) => last.to === to && last.time === newest && !id.startsWith(`${frame.source.key}.`),
  );
}

function settle(event: LogEvent, writer: BatchWriter): void {
  for (const span of event.spans) writer.addSpan(span.key, span.from, span.to);
}

/**
 * A line without its LF and without the NULs before it. Those are the hole that a truncated file or a power loss leaves;
 * the line proper begins behind it, wherever the reader stopped to skip NULs. Empty when nothing is left.
 */
function content(bytes: Buffer): Buffer {
  const end = bytes[bytes.length - 1] === LF ? bytes.length - 1 : bytes.length;
  return bytes.subarray(leadingNuls(bytes), end);
}

function leadingNuls(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === 0) count++;
  return count;
}
