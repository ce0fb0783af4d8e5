import assert from 'node:assert/strict';
import type { Block, Container, Source } from '../../src/log/block.ts';
import { NO_NOTES, type Notes, type Rest } from '../../src/log/notes.ts';
import type { Span } from '../../src/log/span.ts';
import { type Stamp, stampOf } from '../../src/log/stamp.ts';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';
import { Parser, type ParserOptions } from '../../src/parse/parser.ts';
import type { NoteTaker } from '../../src/parse/read-line.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { dropUnmatched } from './drop-unmatched.ts';

/** Parts of any length: short ones are easier to read, and join as full ones do. */
export const shortParts = new DockerEnvelope(0);

/** The option `--unmatched`, as an option of the parser. */
export const filterOf = (unmatched: 'ship' | 'drop') =>
  unmatched === 'drop' ? { filter: dropUnmatched } : {};

export const TIME = '2024-06-10T06:13:20.123456789Z';

export const container: Container = {
  id: 'ab'.repeat(32),
  name: 'prod1',
  image: 'nginx:1.27',
  labels: { 'com.example.team': 'shop' },
};

export function makeSource(changes: Partial<Source> = {}): Source {
  return {
    key: 'KEY-OF-16-BYTES_',
    container,
    path: '/containers/ab/ab-json.log',
    notes: NO_NOTES,
    ...changes,
  };
}

export function makeBlock(text: string | Buffer, changes: Partial<Block> = {}): Block {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const from = changes.from ?? 0;
  return { source: makeSource(), from, to: from + bytes.length, bytes, cut: false, ...changes };
}

export interface Shipped {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a store would hold.
  readonly source: any;
}

/** Reads a body as Elasticsearch would: every line is JSON, in pairs, nothing but UTF-8. */
export function documentsOf(batch: Batch): Shipped[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    batch.body.subarray(0, batch.length),
  );
  if (text === '') {
    assert.equal(batch.documents, 0);
    return [];
  }
  assert.ok(text.endsWith('\n'));
  const lines = text.slice(0, -1).split('\n');
  assert.equal(lines.length, batch.documents * 2);
  return Array.from({ length: batch.documents }, (_, i) => {
    const action = JSON.parse(lines[2 * i]!);
    assert.deepEqual(Object.keys(action), ['create']);
    assert.deepEqual(Object.keys(action.create), ['_id']);
    return { id: action.create._id, source: JSON.parse(lines[2 * i + 1]!) };
  });
}

/** Keeps what is noted of generations, as the state does. */
export class NotedOfEvents implements NoteTaker {
  readonly #cuts = new Map<string, number[]>();
  readonly #rests = new Map<string, Rest[]>();

  cut(key: string, to: number): void {
    this.#cuts.set(key, [...(this.#cuts.get(key) ?? []), to]);
  }

  rest(key: string, rest: Rest): void {
    const others = (this.#rests.get(key) ?? []).filter(
      ({ stream, at }) => stream !== rest.stream || at !== undefined,
    );
    this.#rests.set(key, [...others, rest]);
  }

  of(key: string): Notes {
    return { boundaries: [], cuts: this.#cuts.get(key) ?? [], rests: this.#rests.get(key) ?? [] };
  }
}

/** A parser with its writer, and everything that came out. Each span that comes out must have the stamp of its last line. */
export class Rig {
  readonly parser: Parser;
  readonly writer: BatchWriter;
  readonly batches: Batch[] = [];
  readonly noted = new NotedOfEvents();
  /** Of each line that was handed on, by generation and end. */
  readonly #stamps = new Map<string, Stamp>();

  constructor(options: Partial<ParserOptions> = {}, batchBytes = 2 ** 20) {
    this.parser = new Parser({
      hostName: 'host1',
      envelope: shortParts,
      maxEventBytes: 2 ** 20,
      labels: () => true,
      notes: this.noted,
      ...options,
    });
    this.writer = new BatchWriter({
      batchBytes,
      budgetBytes: 2 ** 25,
      onFull: (batch) => this.batches.push(batch),
      onRoom() {},
    });
  }

  parse(block: Block): this {
    this.noteLines(block);
    this.parser.parse(block, this.writer);
    return this;
  }

  /** Passes over bytes without any line. */
  skip(source: Source, from: number, bytes: Buffer): this {
    const to = from + bytes.length;
    this.#stamps.set(`${source.key} ${to}`, stampOf(bytes));
    this.parser.skip(source, from, to, stampOf(bytes), this.writer);
    return this;
  }

  /** Everything so far, the open batch included. */
  documents(): Shipped[] {
    const open = this.writer.seal();
    if (open !== undefined) this.batches.push(open);
    for (const { key, to, stamp } of this.batches.flatMap((batch) => batch.spans))
      assert.deepEqual(
        stamp,
        this.#stamps.get(`${key} ${to}`),
        `the stamp of the line before ${to} of ${key}`,
      );
    return this.batches.flatMap(documentsOf);
  }

  spans(): Span[] {
    this.documents();
    return this.batches.flatMap((batch) => batch.spans);
  }

  /** The spans without their stamps. */
  ranges(): Omit<Span, 'stamp'>[] {
    return this.spans().map(({ key, from, to }) => ({ key, from, to }));
  }

  /** For lines that reach the writer without `parse`. */
  noteLines({ source, from, bytes, cut }: Block): void {
    for (let at = 0; at < bytes.length; ) {
      const end = cut ? bytes.length : bytes.indexOf(0x0a, at) + 1 || bytes.length;
      this.#stamps.set(`${source.key} ${from + end}`, stampOf(bytes.subarray(at, end)));
      at = end;
    }
  }
}

/** A line of Docker's. */
export function line(log: string, stream = 'stdout', time = TIME): string {
  return `${JSON.stringify({ log, stream, time })}\n`;
}

/** What became of texts without fields. */
export function messages(documents: readonly Shipped[]): (string | undefined)[] {
  return documents.map(({ source }) => source.message);
}

/** The documents of one text under the usual source. */
export function parseText(text: string | Buffer, options: Partial<ParserOptions> = {}): Shipped[] {
  return new Rig(options).parse(makeBlock(text)).documents();
}
