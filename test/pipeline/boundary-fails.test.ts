import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { State } from '../../src/state/state.ts';
import { Rig } from './pipeline-rig.ts';

/** Begins with a state whose disk is full while `disk.full`. */
function onDisk(disk: { full: boolean }) {
  return (state: State) => {
    const { boundaries, save } = state;
    let failed = false;
    state.boundaries = (...args) => {
      if (!disk.full) return boundaries.apply(state, args);
      failed = true;
      return false;
    };
    state.save = () => {
      if (disk.full) return false;
      failed = false;
      return save.call(state);
    };
    Object.defineProperty(state, 'healthy', { get: () => !failed });
  };
}

test('last words whose boundary can’t be written are not joined to the next run of the container', async (t) => {
  const rig = new Rig(t);
  const prod = rig.docker.create({ name: 'prod' });
  const disk = { full: false };
  await rig.launch(onDisk(disk));
  prod.writeRaw(rig.line('last words, no newline'));
  await rig.notice(prod.logPath);
  disk.full = true;
  prod.stop();
  await rig.notice(join(prod.folder, 'config.v2.json'));
  await rig.pass(2000);
  prod.start();
  await rig.notice(join(prod.folder, 'config.v2.json'));
  prod.writeRaw(rig.line('first line of the next run\n'));
  await rig.notice(prod.logPath);
  await rig.pass(2000);
  assert.deepEqual(rig.messages, [], 'nothing is read before');
  disk.full = false;
  await rig.pass(20_000);
  assert.deepEqual(rig.messages, ['last words, no newline', 'first line of the next run']);
});
