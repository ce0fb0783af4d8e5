import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rig } from './pipeline-rig.ts';

test('while no request is answered, lines that are dropped by choice do not fill the memory', async (t) => {
  const rig = new Rig(t, { unmatched: 'drop', format: ['json'], maxShippers: 1, minShippers: 1 });
  const a = rig.docker.create({ name: 'a' });
  const b = rig.docker.create({ name: 'b' });
  // The only shipper's request hangs.
  rig.store.decide({ fate: 'hold', stored: false });
  let most = 0;
  await rig.launch((state) => {
    const { settle } = state;
    state.settle = (spans) => {
      most = Math.max(most, spans.length);
      settle.call(state, spans);
    };
  });
  a.writeRaw(rig.line('{"message":"wanted"}\n'));
  await rig.notice(a.logPath);
  assert.equal(rig.store.sent, 1);
  const N = 300;
  for (let i = 0; i < N; i++) {
    for (const each of [a, b]) {
      each.writeRaw(rig.line('health check\n'));
      await rig.notice(each.logPath);
    }
  }
  rig.store.letGo(true);
  await rig.pass(100);
  assert.ok(most > 0 && most < 10, `a batch of ${most} spans`);
});
