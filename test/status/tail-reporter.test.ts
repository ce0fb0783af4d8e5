import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCounters } from '../../src/status/counters.ts';
import { TailReporter } from '../../src/status/reporters/tail-reporter.ts';
import { ERROR, INFO, recorder, WARN } from './recorder.ts';

const container = { id: 'a'.repeat(64), name: 'prod1', image: 'app', labels: {} };

function setUp() {
  const { log, lines } = recorder();
  const counters = newCounters();
  return { reporter: new TailReporter(log, counters, () => 0), counters, lines };
}

test('a container from its appearance to its removal', () => {
  const { reporter, counters, lines } = setUp();
  reporter.waitingFor('prod1');
  reporter.containerFound(container, '/c/a-json.log', 7);
  assert.deepEqual([...counters.containers], [[container.id, 'prod1']]);
  reporter.containerRenamed({ ...container, name: 'prod2' }, 'prod1');
  assert.deepEqual([...counters.containers.values()], ['prod2']);
  reporter.containerGone(container);
  assert.equal(counters.containers.size, 0);
  assert.deepEqual(lines, [
    { level: INFO, container: 'prod1', msg: 'Waiting for a container of this name, none exists yet' },
    {
      level: INFO,
      container: 'prod1',
      id: 'aaaaaaaaaaaa',
      path: '/c/a-json.log',
      offset: 7,
      msg: 'Following container',
    },
    {
      level: INFO,
      container: 'prod2',
      id: 'aaaaaaaaaaaa',
      oldName: 'prod1',
      msg: 'Container has a new name',
    },
    {
      level: INFO,
      container: 'prod1',
      id: 'aaaaaaaaaaaa',
      msg: 'Container was removed, its log has been read to the end',
    },
  ]);
});

test('a container that is no longer wanted leaves the list', () => {
  const { reporter, counters } = setUp();
  reporter.containerFound(container, '/c/a-json.log', 0);
  reporter.containerUnwanted({ ...container, name: 'old' }, '/c/a-json.log');
  assert.equal(counters.containers.size, 0);
});

test('what was mended without loss is a warning', () => {
  const { reporter, lines } = setUp();
  reporter.truncated(container, '/c/a-json.log', 100, 10);
  reporter.skipped(container, '/c/a-json.log', 4096);
  reporter.watchFailed(new Error('ENOSPC'));
  assert.deepEqual(
    lines.map(({ level }) => level),
    [WARN, WARN, WARN],
  );
  assert.match(String(lines[2]?.remedy), /max_user_watches/);
});

test('an unreadable file is told once, with cause and remedy, and so is its end', () => {
  const { reporter, lines } = setUp();
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  reporter.unreadable('/c/a-json.log', denied);
  reporter.unreadable('/c/a-json.log', denied);
  reporter.readableAgain('/c/a-json.log');
  reporter.readableAgain('/c/a-json.log');
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg]),
    [
      [ERROR, 'Cannot read this file or folder, trying again at each scan'],
      [INFO, 'Readable again'],
    ],
  );
  assert.match(String(lines[0]?.remedy), /run logagent as a user who may read/);
});

test('what deleted files occupy is a warning, and its end is told', () => {
  const { reporter, lines } = setUp();
  reporter.holding(3, 1000);
  reporter.holdingNoMore();
  assert.deepEqual(
    lines.map(({ level, files, bytes }) => [level, files, bytes]),
    [
      [WARN, 3, 1000],
      [INFO, undefined, undefined],
    ],
  );
});

test('what was given up is an error that names container, path, bytes, lines and the remedy', () => {
  const { reporter, lines } = setUp();
  reporter.gaveUp(container, '/c/a-json.log', { bytes: 300, lines: 3 }, 'too much held');
  reporter.gaveUp(container, '/c/a-json.log', { bytes: 300, lines: undefined }, 'descriptors short');
  const told = { level: ERROR, container: 'prod1', id: 'aaaaaaaaaaaa', path: '/c/a-json.log', bytes: 300 };
  assert.deepEqual(
    lines.map(({ remedy, msg, ...rest }) => rest),
    [{ ...told, lines: 3 }, told],
  );
  assert.match(String(lines[0]?.remedy), /--hold-deleted-max/);
  assert.match(String(lines[1]?.remedy), /ulimit -n/);
});

test('a broken compressed file is an error that says how much is missing, where that is known', () => {
  const { reporter, lines } = setUp();
  const error = new Error('incorrect header check');
  reporter.brokenOff(container, '/c/a-json.log.1.gz', error, { bytes: 300, lines: 3 });
  reporter.brokenOff(container, '/c/a-json.log.2.gz', error, undefined);
  const told = { level: ERROR, container: 'prod1', id: 'aaaaaaaaaaaa', cause: 'incorrect header check' };
  assert.deepEqual(
    lines.map(({ remedy, msg, ...rest }) => rest),
    [
      { ...told, path: '/c/a-json.log.1.gz', bytes: 300, lines: 3 },
      { ...told, path: '/c/a-json.log.2.gz' },
    ],
  );
  assert.match(String(lines[0]?.remedy), /check the disk/);
});

test('descriptors that the kernel does not give are short until the path can be read', () => {
  const { reporter, counters } = setUp();
  reporter.unreadable('/c', Object.assign(new Error('no such file'), { code: 'ENOENT' }));
  assert.equal(counters.shortOf.size, 0);
  for (const code of ['EMFILE', 'ENFILE']) {
    reporter.unreadable('/c/a', Object.assign(new Error('too many open files'), { code }));
    assert.equal(counters.shortOf.size, 1);
    reporter.readableAgain('/c/a');
    assert.equal(counters.shortOf.size, 0);
  }
});
