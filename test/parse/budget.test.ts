import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';
import { Parser } from '../../src/parse/parser.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { container, documentsOf, makeSource, TIME } from './rig.ts';

const KIB = 1024;
const BATCH = 64 * KIB;
const BUDGET = 256 * KIB;

/** As many as a document carries: it is a hundred times as long as its line. */
const labels = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`label${i}`, 'x'.repeat(2 * KIB)]));
const source = makeSource({ container: { ...container, labels } });

const usual = (text: string) => `{"log":"${text}\\n","stream":"stdout","time":"${TIME}"}\n`;
const unusual = (text: string) => `{"stream":"stdout","log":"${text}\\n","time":"${TIME}"}\n`;
const WAYS = { 'the fast way': usual, 'the reference': unusual };

for (const [name, line] of Object.entries(WAYS)) {
  test(`a block of short lines under large labels stops at the budget: ${name}`, () => {
    const out: Batch[] = [];
    const all: Batch[] = [];
    const writer = new BatchWriter({
      batchBytes: BATCH,
      budgetBytes: BUDGET,
      onFull: (batch) => out.push(batch),
      onRoom() {},
    });
    const parser = new Parser({
      hostName: 'host1',
      envelope: new DockerEnvelope(),
      maxEventBytes: KIB * KIB,
      labels: () => true,
    });
    const lines = Array.from({ length: 3000 }, (_, i) => line(`line ${i}`));
    const bytes = Buffer.from(lines.join(''));
    let most = 0;
    let calls = 0;
    let from = 0;
    while (from < bytes.length) {
      const block = { source, from, to: bytes.length, bytes: bytes.subarray(from), cut: false };
      assert.ok(writer.hasRoom());
      const taken = parser.parse(block, writer);
      assert.ok(taken > 0);
      assert.equal(bytes[from + taken - 1], 10, 'whole lines are taken');
      from += taken;
      calls++;
      const bodies = out.reduce((sum, { body }) => sum + body.length, writer.body.length);
      most = Math.max(most, bodies);
      while (!writer.hasRoom()) {
        const batch = out.shift() ?? writer.seal() ?? assert.fail('no room and nothing to ship');
        all.push({ ...batch, body: Buffer.from(batch.body), spans: [...batch.spans] });
        writer.release(batch);
      }
    }
    const open = writer.seal();
    if (open !== undefined) out.push(open);
    const shipped = [...all, ...out].flatMap(documentsOf);
    assert.deepEqual(
      shipped.map(({ source: { message } }) => message),
      Array.from({ length: 3000 }, (_, i) => `line ${i}`),
    );
    assert.equal(new Set(shipped.map(({ id }) => id)).size, 3000);
    assert.ok(calls > 50, `${calls} calls`);
    assert.ok(most <= BUDGET + BATCH, `${most} bytes of bodies`);
  });
}

test('with room a block is taken whole', () => {
  const writer = new BatchWriter({ batchBytes: BATCH, budgetBytes: BUDGET, onFull() {}, onRoom() {} });
  const parser = new Parser({
    hostName: 'h',
    envelope: new DockerEnvelope(),
    maxEventBytes: KIB,
    labels: () => true,
  });
  const bytes = Buffer.from(usual('one') + unusual('two'));
  const block = { source: makeSource(), from: 0, to: bytes.length, bytes, cut: false };
  assert.equal(parser.parse(block, writer), bytes.length);
});
