import { DockerEnvelope } from '../../source/docker/envelope.ts';
import type { LogLine } from '../../source/envelope.ts';
import { CriEnvelope } from '../../source/kubernetes/envelope.ts';
import type { InputLine } from './read-lines.ts';

/** What a container printed, and what its log file tells of it. */
export interface Text {
  /** Of the input, from 1: the last one that it stands in. */
  readonly line: number;
  /** Without its newline. */
  readonly text: string;
  /** What the log file's line tells beside the text; undefined for a line that is the text itself. */
  readonly around: Pick<LogLine, 'stream' | 'time' | 'attrs'> | undefined;
  /** It is a piece of a longer text. */
  readonly isCut: boolean;
  /** It is of whole lines, of which the first one has the fields, also of a piece. */
  readonly isOfLines?: boolean;
}

const ENVELOPES = [new DockerEnvelope(), new CriEnvelope()];

/**
 * The texts in lines of log files: each line tells by itself whether it is Docker's, a Kubernetes runtime's or a text. Parts of a long text are
 * joined, stream by stream, up to `longest` characters.
 */
export class TextsReader {
  readonly #longest: number;
  readonly #unfinished = new Map<string, Text>();
  #line = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The texts that end with this line; none where it is a part. */
  add({ bytes, isCut }: InputLine): Text[] {
    const line = ++this.#line;
    const found = isCut ? undefined : envelopeOf(bytes);
    if (found === undefined) {
      const text = bytes.toString();
      return [{ line, text: withoutCr(text), around: undefined, isCut }];
    }
    const before = this.#unfinished.get(found.stream);
    const { stream, time, attrs } = found;
    const whole = `${before?.text ?? ''}${found.text}`;
    const text = whole.slice(0, this.#longest);
    const around = { stream, time, ...(attrs && { attrs }) };
    const isTooLong = before?.isCut === true || text.length < whole.length;
    this.#unfinished.delete(stream);
    if (!found.isPart) return [{ line, text: withoutLf(text), around, isCut: isTooLong }];
    this.#unfinished.set(stream, { line, text, around, isCut: isTooLong });
    return [];
  }

  /** The texts whose last part has not come. */
  end(): Text[] {
    return [...this.#unfinished.values()].map((text) => ({ ...text, isCut: true }));
  }
}

function envelopeOf(bytes: Buffer): LogLine | undefined {
  for (const envelope of ENVELOPES) {
    const line = envelope.read(bytes);
    if (line !== undefined) return line;
  }
  return undefined;
}

function withoutLf(text: string): string {
  return withoutCr(text.replace(/\n$/, ''));
}

function withoutCr(text: string): string {
  return text.replace(/\r$/, '');
}
