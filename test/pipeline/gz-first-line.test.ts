import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Rig } from './pipeline-rig.ts';

test('a compressed file whose first line is half written is not doubled', async (t) => {
  const rig = new Rig(t);
  const prod = rig.docker.create({ name: 'prod' });
  const text = rig.line('an old line\n') + rig.line('another old line\n');
  const whole = gzipSync(Buffer.from(text), { level: 0 });
  // Its first 40 bytes decode, which are within the first line.
  fs.writeFileSync(`${prod.logPath}.1.gz`, whole.subarray(0, 10 + 5 + 40));
  await rig.launch();
  await rig.pass(2000);
  fs.writeFileSync(`${prod.logPath}.1.gz`, whole);
  await rig.pass(30_000);
  assert.deepEqual(
    [...rig.store.documents.values()].map(({ id, message }) => `${message} ${id}`).length,
    2,
    [...rig.store.documents.values()].map(({ id, message }) => `${id} ${message}`).join('\n'),
  );
});
