import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openState, temporaryFolder } from './folder.ts';

test('the folder is locked while open, also within one process, and free after close', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  assert.equal(readFileSync(join(folder, 'agent.pid'), 'utf8'), `${process.pid}\n`);
  assert.throws(() => openState(t, folder), {
    name: 'StateError',
    message: `State folder ${folder} is in use by another logagent (pid ${process.pid}). Stop it or give this one its own --state-dir.`,
  });
  state.begin({ key: 'k', containerId: 'c', path: '/c' }, 3);
  assert.equal(state.save(), true, 'the refused one has not disturbed the first');
  state.close();
  assert.equal(existsSync(join(folder, 'agent.pid')), false);

  const second = openState(t, folder).state;
  state.close();
  assert.equal(
    existsSync(join(folder, 'agent.pid')),
    true,
    'closing twice takes nothing from the next agent',
  );
  assert.equal(second.resume('c', 'k')?.offset, 3);
});

test('without a readable pid the sentence is still clear', (t) => {
  const folder = temporaryFolder(t);
  openState(t, folder);
  rmSync(join(folder, 'agent.pid'));
  assert.throws(() => openState(t, folder), /in use by another logagent \(pid unknown\)/);
});

test('junk in the lock file does not keep anybody out, but a lock does', (t) => {
  const folder = temporaryFolder(t);
  for (const size of [1, 100, 600, 5000]) {
    writeFileSync(join(folder, 'agent.lock'), randomBytes(size));
    const { state } = openState(t, folder);
    assert.throws(() => openState(t, folder), /in use/);
    state.close();
  }
});

test('a file in the place of the folder, or above it', (t) => {
  const file = join(temporaryFolder(t), 'state');
  writeFileSync(file, 'mine');
  for (const folder of [file, join(file, 'below')]) {
    assert.throws(
      () => openState(t, folder),
      (error: Error) => {
        assert.equal(error.name, 'StateError');
        assert.ok(error.message.startsWith(`State folder ${folder} can't be written: `), error.message);
        assert.match(error.message, /--state-dir\.$/);
        return true;
      },
    );
  }
  assert.equal(readFileSync(file, 'utf8'), 'mine');
});

test('a folder that nobody may write to', (t) => {
  // Folders of the kernel refuse even root.
  for (const folder of ['/proc/logagent-state', '/sys/logagent-state']) {
    assert.throws(
      () => openState(t, folder),
      (error: Error) => {
        assert.equal(error.name, 'StateError');
        assert.ok(error.message.startsWith(`State folder ${folder} can't be written: E`), error.message);
        return true;
      },
    );
  }
});

test('a folder in the place of the state file is refused, and the lock let go', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'state.db'));
  assert.throws(() => openState(t, folder), /can't be written: EISDIR/);
  rmSync(join(folder, 'state.db'), { recursive: true });
  const { events } = openState(t, folder);
  assert.deepEqual(events.lines, []);
  assert.ok(readdirSync(folder).includes('state.db'));
});
