import type { Block, Container, Source } from '../log/block.ts';
import type { Stamp } from '../log/stamp.ts';
import type { Batch } from '../parse/batch/batch.ts';
import type { Parser } from '../parse/parser.ts';
import type { State } from '../state/state.ts';
import type { TailSink } from '../tail/tail-events.ts';
import type { Outbox } from './outbox.ts';
import type { UnfinishedEvents } from './unfinished-events.ts';

/** All that takes part in reading beside tail. */
export interface IntakeOptions {
  readonly state: State;
  readonly parser: Parser;
  readonly outbox: Outbox;
  readonly unfinished: UnfinishedEvents;
}

/** Takes what tail reads, and knows how much of it has not settled. */
export class Intake implements TailSink {
  readonly #options: IntakeOptions;
  /** Bytes read and not settled, by generation: in batches, or lines of unfinished events. */
  readonly #unsettled = new Map<string, number>();
  #waiting = new Set<string>();
  /** Names by id. */
  readonly #heldBack = new Map<string, string>();

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
    const { outbox, state, unfinished } = this.#options;
    return outbox.writer.hasRoom() && state.healthy && !unfinished.owes;
  }

  wants({ id, name }: Container): boolean {
    const wants = this.#options.state.heldBack.mayReadOn(name);
    if (!wants) this.#heldBack.set(id, name);
    else if (this.#heldBack.size > 0) this.#heldBack.delete(id);
    return wants;
  }

  /** Names of the containers of which something was not wanted, and has not been read since. */
  get heldBack(): string[] {
    return [...new Set(this.#heldBack.values())];
  }

  /** Those of which nothing is left to be read, as they were removed, are not held back any more. */
  lookAtHeldBack(isRead: (containerId: string) => boolean): void {
    for (const id of this.#heldBack.keys()) if (isRead(id)) this.#heldBack.delete(id);
  }

  begin(source: Source, offset: number): void {
    const { parser, state, outbox } = this.#options;
    const { key, container, path } = source;
    for (const event of [...parser.unfinished()]) {
      const isOlder = event.isWhole && event.containerId === container.id && event.key !== key;
      const isOver = isOlder && state.hasGoneOn(container.id, event.key, event.stream);
      if (isOver) parser.finish(container.id, event.stream, outbox.writer);
    }
    state.begin({ key, containerId: container.id, path }, offset, parser.begin(source, offset));
  }

  restart({ id }: Container, key: string, size: number): boolean {
    const { parser, state, unfinished } = this.#options;
    let noted = true;
    for (const event of [...parser.unfinished()]) {
      if (event.containerId !== id || event.key !== key) continue;
      // The beginning of one that began in another generation does not come again.
      if (event.crosses) noted = unfinished.end(event) && noted;
      else this.#note(key, -parser.drop(event));
    }
    if (!noted || this.#unsettled.has(key)) {
      this.#waiting.add(id);
      return false;
    }
    state.restart(id, key, size);
    return true;
  }

  /** Containers of which a generation waits for what is on its way: each is to be looked at, and waits again if it must. */
  takeWaiting(): Iterable<string> {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    return waiting;
  }

  block(block: Block): number {
    const { parser, outbox } = this.#options;
    const taken = parser.parse(block, outbox.writer);
    this.#note(block.source.key, taken);
    return taken;
  }

  passed(block: Block): void {
    this.#options.parser.passed(block, this.#options.outbox.writer);
  }

  skip(source: Source, from: number, to: number, stamp: Stamp): void {
    const { parser, outbox } = this.#options;
    parser.skip(source, from, to, stamp, outbox.writer);
    this.#note(source.key, to - from);
  }

  ended(key: string, size: number): void {
    this.#options.state.ended(key, size);
  }

  turned(): void {
    this.#options.outbox.read();
  }

  rest(): void {
    this.#options.outbox.rest();
    this.#options.unfinished.rest();
  }

  silent({ id }: Container, ended?: string): void {
    this.#options.unfinished.silent(id, ended);
  }

  /** The batch's documents have all been delivered or are kept as dead letters. */
  settle({ spans }: Batch): void {
    this.#options.state.settle(spans);
    for (const { key, from, to } of spans) this.#note(key, from - to);
  }

  #note(key: string, bytes: number): void {
    const unsettled = (this.#unsettled.get(key) ?? 0) + bytes;
    if (unsettled > 0) this.#unsettled.set(key, unsettled);
    else this.#unsettled.delete(key);
  }
}
