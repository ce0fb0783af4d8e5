import assert from 'node:assert/strict';
import type { Batch, Span } from '../../src/parse/batch.ts';
import { BatchWriter } from '../../src/parse/batch-writer.ts';
import { Parser, type ParserOptions } from '../../src/parse/parser.ts';
import type { Block, Container, Source } from '../../src/tail/block.ts';

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
    boundaries: [],
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

/** A parser with its writer, and everything that came out. */
export class Rig {
  readonly parser: Parser;
  readonly writer: BatchWriter;
  readonly batches: Batch[] = [];

  constructor(options: Partial<ParserOptions> = {}, batchBytes = 2 ** 20) {
    this.parser = new Parser({
      hostName: 'host1',
      unmatched: 'ship',
      maxEventBytes: 2 ** 20,
      // Short parts are easier to read, and join as full ones do.
      partBytes: 0,
      labels: () => true,
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
    this.parser.parse(block, this.writer);
    return this;
  }

  /** Everything so far, the open batch included. */
  documents(): Shipped[] {
    const open = this.writer.seal();
    if (open !== undefined) this.batches.push(open);
    return this.batches.flatMap(documentsOf);
  }

  spans(): Span[] {
    this.documents();
    return this.batches.flatMap((batch) => batch.spans);
  }
}

/** The documents of one text under the usual source. */
export function parseText(text: string | Buffer, options: Partial<ParserOptions> = {}): Shipped[] {
  return new Rig(options).parse(makeBlock(text)).documents();
}
