import type { Block, Container, Source } from '../log/block.ts';
import type { Stamp } from '../log/stamp.ts';
import type { TailSink } from '../tail/tail-events.ts';

/** One tail's way to a sink that others share: there is nothing more to read when none of them has any more. */
export class SharedSink implements TailSink {
  readonly #sink: TailSink;
  /** Those whose last word was that there may be more. */
  readonly #reading: Set<SharedSink>;

  private constructor(sink: TailSink, reading: Set<SharedSink>) {
    this.#sink = sink;
    this.#reading = reading;
  }

  /** So many ways to one sink. */
  static of(sink: TailSink, count: number): SharedSink[] {
    const reading = new Set<SharedSink>();
    return Array.from({ length: count }, () => new SharedSink(sink, reading));
  }

  hasRoom(): boolean {
    return this.#sink.hasRoom();
  }

  wants(container: Container): boolean {
    return this.#sink.wants(container);
  }

  begin(source: Source, offset: number): void {
    this.#sink.begin(source, offset);
  }

  block(block: Block): number {
    return this.#sink.block(block);
  }

  passed(block: Block): void {
    this.#sink.passed(block);
  }

  restart(container: Container, key: string, size: number): boolean {
    return this.#sink.restart(container, key, size);
  }

  skip(source: Source, from: number, to: number, stamp: Stamp): void {
    this.#sink.skip(source, from, to, stamp);
  }

  ended(key: string, size: number): void {
    this.#sink.ended(key, size);
  }

  turned(): void {
    this.#reading.add(this);
    this.#sink.turned();
  }

  rest(): void {
    this.#reading.delete(this);
    if (this.#reading.size === 0) this.#sink.rest();
  }

  silent(container: Container, ended?: string): void {
    this.#sink.silent(container, ended);
  }
}
