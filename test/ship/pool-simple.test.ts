import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { documents } from './batches.ts';
import { PoolTrial } from './pool-trial.ts';
import type { Act, ItemAnswer, Request } from './scripted-server.ts';
import { isWrapped, wrapped } from './simple-form.ts';

const MISFIT = 'k0.100';
const refusal: ItemAnswer = {
  status: 400,
  error: { type: 'mapper_parsing_exception', reason: 'failed to parse field [n]' },
};
const isOf = (id: string, { documents: sent }: Request) => sent.find((document) => document.id === id);

/** Refuses one document in its own form, and in its simple one while `even` is true. */
const refusing =
  (even = false) =>
  (request: Request): Act | undefined => {
    const sent = isOf(MISFIT, request);
    if (sent === undefined || (isWrapped(sent.source) && !even)) return undefined;
    return { items: (id) => (id === MISFIT ? refusal : undefined) };
  };

async function ship(t: TestContext, script: (request: Request) => Act | undefined): Promise<PoolTrial> {
  const trial = await PoolTrial.begin(t, { max: 1, simpleForm: wrapped }, 1, 60_000);
  trial.server.script = script;
  trial.addMany(2, 4);
  await trial.allSettled();
  return trial;
}

const source = documents('k0', 2)[1]!.source;

test('a refused document goes again at once and alone, under its id, in its simple form', async (t) => {
  const trial = await ship(t, refusing());
  assert.deepEqual(
    trial.server.requests.map((request) => request.documents.map(({ id }) => id).join(' ')),
    ['k0.0 k0.100 k0.200 k0.300', MISFIT, 'k1.0 k1.100 k1.200 k1.300'],
  );
  assert.deepEqual(JSON.parse(trial.stored.get(MISFIT) ?? ''), {
    simple: source,
    type: 'mapper_parsing_exception',
  });
  assert.equal(trial.stored.size, 8);
  assert.deepEqual(trial.events.simple, [
    {
      ...{ id: MISFIT, container: 'prod1', status: 400, type: 'mapper_parsing_exception' },
      reason: 'mapper_parsing_exception: failed to parse field [n]',
    },
  ]);
  assert.deepEqual([...trial.kept], []);
  assert.deepEqual(trial.events.counts, { delivered: 8, duplicates: 0, retried: 0 });
});

test('one that is refused even so is a dead letter, in its own form', async (t) => {
  const trial = await ship(t, refusing(true));
  trial.assertFinal([MISFIT]);
  assert.equal(trial.kept.get(MISFIT)?.document, source);
  assert.equal(trial.events.simple.length, 1);
});

test('in its simple form a document is sent until it is answered, whatever comes between', async (t) => {
  const between: Act[] = ['reply-lost', { items: () => ({ status: 429 }) }];
  const trial = await ship(t, (request) => {
    const sent = isOf(MISFIT, request);
    return sent !== undefined && isWrapped(sent.source) ? between.shift() : refusing()(request);
  });
  assert.deepEqual(between, []);
  assert.ok(isWrapped(trial.stored.get(MISFIT) ?? ''));
  assert.equal(trial.stored.size, 8);
  assert.deepEqual([...trial.kept], []);
});

test('one that breaks whole requests is found, and goes again in its simple form', async (t) => {
  const trial = await ship(t, (request) => {
    const sent = isOf(MISFIT, request);
    return sent === undefined || isWrapped(sent.source) ? undefined : { status: 400 };
  });
  assert.ok(isWrapped(trial.stored.get(MISFIT) ?? ''));
  assert.equal(trial.stored.size, 8);
  assert.deepEqual([...trial.kept], []);
});

test('one that is too large is a dead letter at once: its simple form is no smaller', async (t) => {
  const trial = await ship(t, (request) => (isOf(MISFIT, request) ? { status: 413 } : undefined));
  trial.assertFinal([MISFIT]);
  assert.deepEqual(trial.events.simple, []);
});

/** Refuses every document in its own form. */
const refusingAll = (request: Request): Act | undefined =>
  request.documents.some(({ source: sent }) => !isWrapped(sent)) ? { items: () => refusal } : undefined;

test('a batch of nothing but refusals goes again in bodies no larger than its own, made one after the other', async (t) => {
  const [copies, rooms]: [number[], number[]] = [[], []];
  const onRoom = (): void => void rooms.push(trial.pool.copiedBytes);
  const trial: PoolTrial = await PoolTrial.begin(t, { max: 1, simpleForm: wrapped, onRoom }, 1, 60_000);
  trial.server.script = (request) => {
    copies.push(trial.pool.copiedBytes);
    return refusingAll(request);
  };
  const sent = trial.addMany(1, 100);
  await trial.allSettled();
  const [first, ...simple] = trial.server.requests;
  assert.equal(first?.documents.length, 100);
  assert.ok(simple.length > 1, 'its simple forms are longer than it');
  for (const request of simple)
    assert.ok(request.bytes <= first!.bytes, `${request.bytes} of ${first!.bytes}`);
  assert.deepEqual(
    simple.flatMap((request) => request.documents.map(({ id }) => id)),
    sent.map(({ id }) => id),
  );
  assert.equal(trial.stored.size, 100);
  assert.equal(trial.events.simple.length, 100);
  // One body of them is there at a time, and it is counted while it is.
  for (const [i, request] of simple.entries()) assert.equal(copies[i + 1], request.bytes);
  assert.equal(trial.pool.copiedBytes, 0);
  assert.equal(rooms.at(-1), 0);
});
