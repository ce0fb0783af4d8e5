import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Rig } from './pipeline-rig.ts';

test('an older file that can be read only later does not go on with an event of a newer one', async (t) => {
  const rig = new Rig(t);
  const prod = rig.docker.create({ name: 'prod' });
  const older = gzipSync(Buffer.from(rig.line('an old line\n') + rig.line('an old beginning ')));
  // It is being copied here: nothing of it can be decoded yet.
  fs.writeFileSync(`${prod.logPath}.1.gz`, older.subarray(0, 10));
  prod.writeRaw(rig.line('begun in the live file '));
  await rig.launch();
  fs.writeFileSync(`${prod.logPath}.1.gz`, older);
  await rig.pass(2000);
  fs.utimesSync(prod.folder, 1e9, 1e9);
  await rig.pass(1000);
  prod.writeRaw(rig.line('and ended there\n'));
  await rig.notice(prod.logPath);
  await rig.pass(30_000);
  assert.deepEqual(
    rig.messages.toSorted(),
    ['an old beginning ', 'an old line', 'and ended there', 'begun in the live file '],
    rig.notes.join('\n'),
  );
});
