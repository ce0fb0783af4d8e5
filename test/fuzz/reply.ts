import assert from 'node:assert/strict';
import { readBulkReply, readRequestError } from '../../src/ship/answers/bulk-reply.ts';
import { sortItems } from '../../src/ship/answers/sorted-items.ts';
import { below, mutate, pick, type Random } from './mutate.ts';

const ITEMS = [
  '{"create":{"status":201}}',
  '{"create":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"there"}}}',
  '{"create":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}}',
  '{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"pipeline"}}}',
  '{"create":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"é","caused_by":{"reason":"x"}}}}',
];

interface Said {
  readonly errors?: unknown;
  readonly items?: Record<string, { readonly status: number }>[];
}

/**
 * A damaged reply never counts as delivered what it does not clearly say is, and never breaks the reader; one that still
 * answers for each document is understood.
 */
export function fuzzReply(random: Random): void {
  const documents = 1 + below(random, 6);
  const clean = random() < 0.5;
  const items = Array.from({ length: documents }, () => (clean ? ITEMS[0] : pick(random, ITEMS)));
  const whole = random() < 0.1 ? '{"errors":false}' : `{"errors":${!clean},"items":[${items.join(',')}]}`;
  const bytes = random() < 0.05 ? Buffer.from(whole) : mutate(Buffer.from(whole), random);
  const { type, reason } = readRequestError(bytes);
  assert.equal(typeof (type + reason), 'string');
  const reply = readBulkReply(bytes, documents);
  const said = parse(bytes);
  if (reply.kind === 'unclear') {
    assert.ok(said === undefined || !answers(said, documents), `not understood: ${bytes}`);
    return;
  }
  assert.ok(said !== undefined && answers(said, documents), `understood: ${bytes}`);
  const statuses = said.items?.map(statusOf);
  if (reply.kind === 'delivered') {
    assert.equal(said.errors, false);
    for (const status of statuses ?? []) assert.equal(status, 201);
    return;
  }
  assert.deepEqual(
    reply.items.map(({ status }) => status),
    statuses,
  );
  const evidence = { tries: 1 + below(random, 40), othersTaken: random() < 0.5 };
  const { again, suspects, shared, refused } = sortItems(reply.items, evidence);
  const notTaken = new Set([...again, ...suspects, ...shared, ...refused]);
  for (const [i, status] of (statuses ?? []).entries()) {
    const taken = !notTaken.has(i);
    const good = status !== undefined && ((status >= 200 && status < 300) || status === 409);
    assert.equal(taken, good, `document ${i} with status ${status}`);
  }
}

function parse(bytes: Buffer): Said | undefined {
  try {
    return JSON.parse(bytes.toString()) as Said;
  } catch {
    return undefined;
  }
}

/** It speaks of each of so many documents. */
function answers(said: Said | null, documents: number): boolean {
  const { items } = said ?? {};
  return (
    Array.isArray(items) &&
    items.length === documents &&
    items.every((item) => typeof statusOf(item) === 'number')
  );
}

function statusOf(item: Record<string, { readonly status: number }> | null): number | undefined {
  return Object.values(item ?? {})[0]?.status;
}
