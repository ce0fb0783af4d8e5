import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { Rig } from './pipeline-rig.ts';

test('a piece that was not delivered is not taken for a part of the next piece, which was', async (t) => {
  const rig = new Rig(t, { maxLine: 200, batchBytes: 300, budget: 60_000 });
  const prod = rig.docker.create({ name: 'prod', maxFile: 3 });
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(90)) as [string, string, string];
  await rig.launch();
  prod.writeRaw(rig.line(a));
  await rig.notice(prod.logPath);
  prod.rotate();
  // The first piece, a and b, is under way when the agent is killed; the second one, c, is stored.
  rig.store.decide({ fate: 'hold', stored: false });
  prod.writeRaw(rig.line(b));
  await rig.notice(prod.logPath);
  prod.writeRaw(rig.line(`${c}\n`));
  await rig.notice(prod.logPath);
  await rig.pass(50);
  assert.deepEqual(
    [...rig.store.documents.values()].map(({ message }) => message),
    [c],
  );
  await rig.kill();
  fs.unlinkSync(`${prod.logPath}.1`);
  await rig.launch();
  await rig.pass(15_000);
  assert.ok(
    [...rig.store.documents.values()].some(({ message }) => message.includes(b)),
    `b is on disk and in no document: ${JSON.stringify([...rig.store.documents.values()].map(({ id, message }) => [id, message]))} ${rig.notes.join('\n')}`,
  );
});
