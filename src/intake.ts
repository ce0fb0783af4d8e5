import type { Batch } from './parse/batch.ts';
import type { BatchWriter } from './parse/batch-writer.ts';
import type { Parser } from './parse/parser.ts';
import type { State } from './state/state.ts';
import type { Block, Container, Source } from './tail/block.ts';
import type { TailSink } from './tail/tail-events.ts';

/** What takes part in reading beside tail. */
export interface IntakeOptions {
  readonly state: State;
  readonly parser: Parser;
  readonly writer: BatchWriter;
  /** What tail knows to stand right before this offset of a generation. */
  readonly stamp: (containerId: string, key: string, at: number) => string | undefined;
  readonly silent: (containerId: string) => void;
  /** A turn has ended: documents may be waiting, and more may be read. */
  readonly read: () => void;
  /** For now nothing more is read. */
  readonly rest: () => void;
}

/** Takes what tail reads, and knows how much of it has not settled. */
export class Intake implements TailSink {
  readonly #options: IntakeOptions;
  /** Bytes read and not settled, by generation: in batches, or lines of unfinished events. */
  readonly #unsettled = new Map<string, number>();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Bytes read whose documents have not been delivered. */
  get unsettledBytes(): number {
    let bytes = 0;
    for (const unsettled of this.#unsettled.values()) bytes += unsettled;
    return bytes;
  }

  hasRoom(): boolean {
    const { writer, state } = this.#options;
    return writer.hasRoom() && state.healthy;
  }

  begin({ key, container: { id }, path }: Source, offset: number): void {
    const { state, stamp } = this.#options;
    state.begin({ key, containerId: id, path, stamp: (at) => stamp(id, key, at) }, offset);
  }

  restart({ id }: Container, key: string): void {
    const { parser, writer, state } = this.#options;
    parser.restart(id, key, writer);
    state.restart(key);
    this.#unsettled.delete(key);
  }

  block(block: Block): number {
    const { parser, writer } = this.#options;
    const taken = parser.parse(block, writer);
    this.#note(block.source.key, taken);
    return taken;
  }

  passOver(block: Block): void {
    const { parser, writer } = this.#options;
    parser.passOver(block, writer);
  }

  skip(source: Source, from: number, to: number): void {
    const { parser, writer } = this.#options;
    parser.skip(source, from, to, writer);
    this.#note(source.key, to - from);
  }

  ended({ key }: Source, size: number): void {
    this.#options.state.ended(key, size);
  }

  turned(): void {
    this.#options.read();
  }

  rest(): void {
    this.#options.rest();
  }

  silent({ id }: Container): void {
    this.#options.silent(id);
  }

  /** The batch's documents have all been delivered or are kept as dead letters. */
  settle({ spans }: Batch): void {
    this.#options.state.settle(spans);
    for (const { key, from, to } of spans) this.#note(key, from - to);
  }

  /** What settles of a generation that began anew is none of its bytes. */
  #note(key: string, bytes: number): void {
    const unsettled = (this.#unsettled.get(key) ?? 0) + bytes;
    if (unsettled > 0) this.#unsettled.set(key, unsettled);
    else this.#unsettled.delete(key);
  }
}
