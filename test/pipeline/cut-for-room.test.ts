import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Rig } from './pipeline-rig.ts';

const PART = 'p'.repeat(90);

/** Two texts are under way, and only one has room: that of `prod` has been cut and delivered when the agent is killed. */
async function cutAndKilled(t: TestContext) {
  const rig = new Rig(t, { maxLine: 200, batchBytes: 300, budget: 600 });
  const other = rig.docker.create({ name: 'other', maxFile: 3 });
  const prod = rig.docker.create({ name: 'prod', maxFile: 3 });
  await rig.launch();
  for (const container of [other, prod]) {
    container.writeRaw(rig.line(PART));
    await rig.notice(container.logPath);
  }
  await rig.pass(50);
  assert.deepEqual(seen(rig), [[PART, true]]);
  await rig.kill();
  return { rig, prod };
}

const seen = (rig: Rig) => [...rig.store.documents.values()].map(({ message, cut }) => [message, cut]);

for (const [where, rotates] of [
  ['in the same file', false],
  ['in the next generation', true],
] as const) {
  test(`the rest of a text that was cut for room is marked when it comes after a restart, ${where}`, async (t) => {
    const { rig, prod } = await cutAndKilled(t);
    if (rotates) prod.rotate();
    prod.writeRaw(rig.line('rest\n') + rig.line('next\n'));
    await rig.launch();
    await rig.pass(50);
    assert.deepEqual(seen(rig), [
      [PART, true],
      ['rest', true],
      ['next', false],
    ]);
  });
}

test('after the time-out what follows is a text of its own, also after another restart', async (t) => {
  const { rig, prod } = await cutAndKilled(t);
  await rig.launch();
  await rig.pass(20_000);
  await rig.kill();
  prod.writeRaw(rig.line('next\n'));
  await rig.launch();
  await rig.pass(50);
  assert.deepEqual(
    seen(rig).filter(([message]) => message !== PART),
    [['next', false]],
  );
});
