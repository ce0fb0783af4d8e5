import type { EscapedScanner } from '../scan/escaped-scanner.ts';
import { dockerEscapeLength } from './docker/escapes.ts';
import type { DocumentEnds, Envelope, EnvelopeCopier, LogLine } from './envelope.ts';

const BRACE = 0x7b;

/** Two envelopes of which every line tells by its first byte which one it has: that of JSON lines, which begin with a brace, or the other one. */
export class EitherEnvelope implements Envelope {
  readonly #json: Envelope;
  readonly #other: Envelope;

  constructor(json: Envelope, other: Envelope) {
    this.#json = json;
    this.#other = other;
  }

  read(line: Buffer): LogLine | undefined {
    return (line[0] === BRACE ? this.#json : this.#other).read(line);
  }

  copier(): EnvelopeCopier | undefined {
    const [json, other] = [this.#json.copier(), this.#other.copier()];
    return json && other && new EitherCopier(json, other);
  }
}

class EitherCopier implements EnvelopeCopier {
  /** Both show the same escapes. */
  readonly escapeLength = dockerEscapeLength;
  readonly #json: EnvelopeCopier;
  readonly #other: EnvelopeCopier;
  #current: EnvelopeCopier;
  /** Of the last line that had no refusal. */
  #last: EnvelopeCopier;

  constructor(json: EnvelopeCopier, other: EnvelopeCopier) {
    this.#json = json;
    this.#other = other;
    this.#current = json;
    this.#last = json;
  }

  passToText(scan: EscapedScanner): boolean {
    this.#current = scan.source[scan.at] === BRACE ? this.#json : this.#other;
    return this.#current.passToText(scan);
  }

  passStream(scan: EscapedScanner): 'stdout' | 'stderr' | undefined {
    return this.#current.passStream(scan);
  }

  passAttrs(scan: EscapedScanner, ends: DocumentEnds): Buffer | undefined {
    return this.#current.passAttrs(scan, ends);
  }

  copyTime(scan: EscapedScanner, fractionAt: number): boolean {
    if (!this.#current.copyTime(scan, fractionAt)) return false;
    this.#last = this.#current;
    return true;
  }

  lastTime(source: Buffer): string {
    return this.#last.lastTime(source);
  }
}
