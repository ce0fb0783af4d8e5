import type { Batch } from '../../src/parse/batch/batch.ts';

export interface Sent {
  readonly id: string;
  readonly source: string;
}

/** Documents `KEY.0`, `KEY.100` … with text that is not all ASCII. */
export function documents(key: string, count: number): Sent[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${key}.${i * 100}`,
    source: JSON.stringify({ message: `line ${i} of ${key} — ünï`, n: i }),
  }));
}

export function bodyOf(sent: readonly Sent[]): Buffer {
  return Buffer.from(sent.map(({ id, source }) => `{"create":{"_id":"${id}"}}\n${source}\n`).join(''));
}

/** A batch as the writer hands it out: memory of its own (not Node.js' pool for small buffers), with rubbish behind the body. */
export function batchOf(sent: readonly Sent[]): Batch {
  const body = bodyOf(sent);
  const rubbish = Buffer.from('left over\n');
  const memory = Buffer.allocUnsafeSlow(body.length + rubbish.length);
  body.copy(memory);
  rubbish.copy(memory, body.length);
  const key = sent[0]?.id.split('.')[0] ?? 'none';
  return {
    body: memory,
    length: body.length,
    documents: sent.length,
    spans: [{ key, from: 0, to: sent.length * 100, stamp: { length: 100, hash: 1 } }],
    newest: '2024-05-01T10:00:00.123456789Z',
  };
}
