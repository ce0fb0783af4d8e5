import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../../src/ship/requests/sender.ts';
import { settled } from './clocks.ts';
import { created, failure, ok, setUp } from './pool-rig.ts';

const REFUSED = failure('connection refused');

/** A pool whose only host answers everything so, and has done so for long enough to rest for half a minute. */
async function resting(reply: Reply, probeStatus: number) {
  const rig = setUp({ random: () => 0.999 });
  const { time, pool, sender, add } = rig;
  sender.probeStatus = probeStatus;
  let answer = reply;
  sender.send = async () => {
    sender.sent++;
    return answer;
  };
  pool.start();
  add(1, 5);
  await settled();
  for (let tries = 0; tries < 400 && sender.sent < 11; tries++) await time.pass(250);
  assert.equal(sender.sent, 11);
  const { sent, probes } = sender;
  const recover = (): void => {
    answer = created(5);
    sender.probeStatus = 200;
  };
  return { ...rig, sent, probes, recover };
}

test('a host that refused connections for long is used within two seconds of its return', async () => {
  const { time, sender, sent, recover, settledBatches } = await resting(REFUSED, 0);
  await time.pass(2000);
  recover();
  assert.equal(sender.sent, sent);
  await time.pass(2000);
  assert.equal(sender.sent, sent + 1);
  assert.equal(settledBatches.length, 1);
  assert.equal(time.pending <= 1, true, 'nobody probes a host that is up');
});

test('while it is down it is probed every one to two seconds, and gets no more data than without', async () => {
  const { time, sender, sent, probes } = await resting(REFUSED, 0);
  await time.pass(29_000);
  assert.equal(sender.sent, sent);
  const more = sender.probes - probes;
  assert.ok(more >= 13 && more <= 29, `${more} probes in 29 s`);
});

test('any sign of life ends the rest of a host that gave none, and the back-off begins anew', async () => {
  const { time, sender, sent } = await resting(REFUSED, 0);
  sender.probeStatus = 403;
  const triedAt: number[] = [];
  for (let i = 0; i < 40; i++) {
    await time.pass(100);
    if (sender.sent > sent + triedAt.length) triedAt.push(time.now());
  }
  assert.ok(triedAt.length >= 4, `${triedAt.length} tries within 4 s`);
});

test('a host that answers 503 and probes alike rests as long as before; it ends when the probe is answered better', async () => {
  const { time, sender, sent, recover, settledBatches } = await resting(ok('busy', 503), 503);
  await time.pass(20_000);
  assert.equal(sender.sent, sent);
  recover();
  await time.pass(2000);
  assert.equal(settledBatches.length, 1);
});

test('a host that refuses requests but not probes is not tried more often for it', async () => {
  const { time, sender, sent } = await resting(ok('{"error":"who are you"}', 401), 200);
  await time.pass(29_000);
  assert.equal(sender.sent, sent);
});

test('Retry-After is honoured whatever a probe says', async () => {
  const { time, pool, sender, add } = setUp({ random: () => 0 });
  const busy: Reply = { kind: 'answer', status: 503, bytes: Buffer.from('busy'), retryAfterMs: 20_000 };
  pool.start();
  add(1, 1);
  sender.probeStatus = 503;
  sender.pending.shift()?.answer(busy);
  await time.pass(10_000);
  sender.probeStatus = 200;
  await time.pass(9_999);
  assert.deepEqual([sender.sent, sender.probes], [1, 0]);
  await time.pass(1);
  assert.equal(sender.sent, 2);
});

test('a host that answers probes and nothing else gets no more data than the back-off allows', async () => {
  const { time, sender, sent, recover, settledBatches } = await resting(REFUSED, 200);
  await time.pass(120_000);
  const more = sender.sent - sent;
  assert.ok(more <= 14, `${more} tries within 2 minutes`);
  sender.probeStatus = 0;
  await time.pass(4000);
  recover();
  await time.pass(2000);
  assert.equal(settledBatches.length, 1, 'what stops answering and answers again is tried soon');
});
