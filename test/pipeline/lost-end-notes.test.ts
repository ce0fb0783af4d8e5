import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { Rig } from './pipeline-rig.ts';

test('a new line at the place of a rest that its file has lost is a line of its own', async (t) => {
  const rig = new Rig(t);
  const prod = rig.docker.create({ name: 'prod', maxFile: 3 });
  await rig.launch();
  prod.writeRaw(rig.line('begun in the older file, '));
  await rig.notice(prod.logPath);
  prod.rotate();
  const first = rig.line('first\n', 'stderr');
  prod.writeRaw(first + rig.line('ended in this\n') + rig.line('more\n'));
  await rig.notice(prod.logPath);
  await rig.pass(3000);
  fs.truncateSync(prod.logPath, first.length);
  await rig.notice(prod.logPath);
  fs.appendFileSync(prod.logPath, rig.line('a line of its own\n'));
  await rig.notice(prod.logPath);
  await rig.pass(15_000);
  assert.ok(rig.messages.includes('a line of its own'));
  const cut = [...rig.store.documents.values()].filter((document) => document.cut);
  assert.deepEqual(cut, []);
});

test('a new part at the place of a boundary that its file has lost does not end there', async (t) => {
  const rig = new Rig(t);
  const prod = rig.docker.create({ name: 'prod', maxFile: 3 });
  await rig.launch();
  const first = rig.line('first\n');
  prod.writeRaw(first + rig.line('part without an end'));
  await rig.notice(prod.logPath);
  await rig.pass(12_000);
  fs.truncateSync(prod.logPath, first.length);
  await rig.notice(prod.logPath);
  await rig.pass(2000);
  fs.appendFileSync(prod.logPath, rig.line('PART WITHOUT AN END') + rig.line(' and this is its end\n'));
  await rig.notice(prod.logPath);
  await rig.pass(15_000);
  assert.deepEqual(rig.messages, ['first', 'part without an end', 'PART WITHOUT AN END and this is its end']);
});
