import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { PROBE_MS } from '../../src/ship/hosts/probe.ts';
import { COMPLETE_MS, SILENCE_MS } from '../../src/ship/hosts/silence.ts';
import type { Cancellation } from '../../src/ship/requests/exchange.ts';
import { VirtualTime } from './clocks.ts';
import { created, HeldSender, idsOf, setUp } from './pool-rig.ts';

const deliver = async (body: Buffer) => created(idsOf(body).length);

/** A pool with these hosts, of which those that hang never answer and the others answer at once. */
function cluster(hung: readonly boolean[], probeStatus = 0) {
  const time = new VirtualTime();
  const senders = hung.map((hangs, i) => {
    const sender = new HeldSender(`http://es0${i + 1}`);
    if (!hangs) sender.send = deliver;
    sender.probe = async (cancellation?: Cancellation) => {
      sender.probes++;
      if (!hangs || probeStatus > 0) return hangs ? probeStatus : 200;
      return new Promise((resolve) => cancellation?.onCancel(() => resolve(0)));
    };
    return sender;
  });
  const addedAt = new Map<string, number>();
  /** Milliseconds from adding to settling, of each batch. */
  const waits: number[] = [];
  const settle = ({ spans: [span] }: Batch): void => {
    waits.push(time.now() - (addedAt.get(span?.key ?? '') ?? Number.NaN));
  };
  const { pool, events, add } = setUp({ time, random: () => 0.5, settle }, ...senders);
  const addMany = (batches: number, each: number, key = 'k'): void => {
    for (let i = 0; i < batches; i++) addedAt.set(`${key}${i}`, time.now());
    add(batches, each, key);
  };
  pool.start();
  return { time, pool, events, add: addMany, senders, waits };
}

test('one of three hosts hangs: no line waits for two seconds, and most do not wait at all', async () => {
  const { time, pool, add, senders, waits, events } = cluster([true, false, false]);
  for (let i = 0; i < 1000; i++) {
    add(3, 10, `round${i}-`);
    await time.pass(50);
  }
  await time.pass(2000);
  assert.equal(waits.length, 3000);
  assert.ok(Math.max(...waits) <= SILENCE_MS + PROBE_MS, `${Math.max(...waits)} ms`);
  const delayed = waits.filter((wait) => wait > 0).length;
  assert.ok(delayed <= 20, `${delayed} of 3,000 batches had to wait`);
  assert.equal(delayed, senders[0]!.sent, 'each of them once went to the host that hangs');
  assert.ok(events.troubles.every(({ cause }) => cause === 'the host has stopped answering'));
  await pool.abort();
  assert.equal(time.pending, 0);
});

test('a single line that goes to a host that hangs arrives after silence and probe', async () => {
  const { time, add, waits } = cluster([true, false]);
  add(1, 1);
  await time.pass(SILENCE_MS + PROBE_MS - 1);
  assert.equal(waits.length, 0);
  await time.pass(1);
  assert.equal(waits.length, 1);
  assert.ok(SILENCE_MS + PROBE_MS < 2000);
});

test('a host that answers a probe is slow, not silent: it is waited for', async () => {
  const { time, add, waits, senders } = cluster([true, false], 401);
  add(1, 1);
  await time.pass(30_000);
  assert.equal(waits.length, 0);
  assert.ok(senders[0]!.probes > 10);
  await senders[0]!.take();
  assert.equal(waits.length, 1);
  assert.equal(senders[0]!.sent, 1);
});

test('where every host hangs the last one is waited for, and everything arrives when it goes on', async () => {
  const { time, add, waits, senders } = cluster([true, true]);
  add(4, 1);
  await time.pass(60_000);
  assert.equal(waits.length, 0);
  const held = senders.flatMap(({ pending }) => pending.splice(0));
  for (const sender of senders) {
    sender.send = deliver;
    sender.probe = async () => 200;
  }
  for (const { ids, answer } of held) answer(created(ids.length));
  await time.pass(2500);
  assert.equal(waits.length, 4);
});

test('hosts that all answer slowly are given the time that answers take', async () => {
  const { time, add, waits, senders } = cluster([true, true, true]);
  for (let round = 0; round < 30; round++) {
    add(3, 1, `round${round}-`);
    // Probes are answered late as well: the line is slow.
    await time.pass(5000);
    for (const sender of senders) while (sender.pending.length > 0) await sender.take();
    await time.pass(30_000);
    for (const sender of senders) while (sender.pending.length > 0) await sender.take();
  }
  assert.equal(waits.length, 90);
  const sent = senders.reduce((sum, sender) => sum + sender.sent, 0);
  assert.ok(sent < 150, `${sent} requests for 90 batches`);
});

test('an answer that does not come to its end is abandoned, also by the only host', async () => {
  const { time, add, events, senders } = cluster([true]);
  add(1, 1);
  await time.pass(COMPLETE_MS - 1);
  assert.equal(events.troubles.length, 0);
  await time.pass(1);
  assert.equal(events.troubles[0]?.cause, 'the answer was not complete in time');
  await time.pass(100);
  assert.equal(senders[0]!.sent, 2);
  assert.equal(senders[0]!.probes, 0);
});
