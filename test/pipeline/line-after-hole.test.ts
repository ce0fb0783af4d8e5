import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rig } from './pipeline-rig.ts';

test('behind a hole longer than --max-line a line has the same id, read at once or after a kill', async (t) => {
  const rig = new Rig(t, { maxLine: 400, budget: 60_000 });
  const prod = rig.docker.create({ name: 'prod' });
  prod.writeRaw(rig.line('first\n'));
  // What a power failure leaves: the beginning of a line, and zero bytes.
  prod.writeRaw('{"log":"half a li');
  prod.writeRaw(Buffer.alloc(1000));
  await rig.launch();
  await rig.pass(3000);
  prod.writeRaw(rig.line('a good line\n'));
  await rig.notice(prod.logPath);
  // It is stored, and the agent is killed before it has saved that.
  await rig.pass(100);
  await rig.kill();
  await rig.launch();
  await rig.pass(15_000);
  assert.deepEqual(
    rig.messages.filter((message) => message.includes('a good line')),
    ['a good line'],
  );
});
