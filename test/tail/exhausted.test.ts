import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Descriptors } from '../../src/tail/file/descriptors.ts';
import { Troubles } from '../../src/tail/troubles.ts';
import { containersFolder, LogFolder, RecordingEvents } from './harness.ts';

const PROGRAM = fileURLToPath(new URL('./exhausted-tail.ts', import.meta.url));
const CONTAINERS = 100;

interface Report {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
  readonly events: readonly string[];
}

test('the kernel gives no more descriptors: told once, everything is read all the same', async (t) => {
  const dir = containersFolder(t);
  const logs = Array.from({ length: CONTAINERS }, (_, n) => new LogFolder(dir, `c${n}`));
  for (const log of logs) {
    log.write('1', '2');
    log.rotate();
    log.write('3');
  }
  const limited = 'ulimit -n 70; exec "$@"';
  const program = [process.execPath, '--import', 'tsx', PROGRAM, dir, `${3 * CONTAINERS}`];
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', limited, 'sh', ...program]);
  const { lines, problems, events } = JSON.parse(stdout) as Report;
  assert.deepEqual([...lines].sort(), logs.flatMap(({ written }) => written).sort());
  assert.deepEqual(problems, []);
  const troubles = events.filter((event) => /^(un)?readable/.test(event));
  assert.match(String(troubles[0]), /^unreadable .* EMFILE$/);
  assert.match(String(troubles[1]), /^readable /);
});

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

test('running out of descriptors is one trouble, whichever file it hits; it ends with a scan without it', () => {
  const events = new RecordingEvents();
  const troubles = new Troubles(events, new Descriptors(100));
  troubles.failed('/a', failure('EMFILE'));
  troubles.failed('/b', failure('EMFILE'));
  troubles.failed('/c', failure('ENFILE'));
  troubles.works('/a');
  troubles.scanned();
  assert.deepEqual(events.all, ['unreadable /a EMFILE']);
  troubles.scanned();
  assert.deepEqual(events.all, ['unreadable /a EMFILE', 'readable /a']);
  troubles.scanned();
  troubles.failed('/b', failure('EMFILE'));
  assert.equal(events.all.length, 3);
});

test('any other failure is one for each file, until it works or its folder is gone', () => {
  const events = new RecordingEvents();
  const troubles = new Troubles(events, new Descriptors(100));
  for (const path of ['/x/a', '/x/b', '/x/a']) troubles.failed(path, failure('EACCES'));
  troubles.scanned();
  troubles.works('/x/a');
  troubles.works('/x/a');
  assert.deepEqual(events.all, ['unreadable /x/a EACCES', 'unreadable /x/b EACCES', 'readable /x/a']);
  troubles.forget('/x');
  troubles.works('/x/b');
  assert.equal(events.all.length, 3);
});
