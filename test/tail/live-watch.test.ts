import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveWatch } from '../../src/tail/container/live-watch.ts';

const into = (watched: string[]) => ({ follow: (path: string) => void watched.push(path), leave() {} });

test('the live file is watched anew when another one has its path', () => {
  const watched: string[] = [];
  const watch = new LiveWatch(into(watched));
  watch.looked({ path: '/log', file: undefined }, false, true);
  assert.equal(watched.length, 0);
  watch.looked({ path: '/log', file: '1:1' }, false, true);
  watch.looked({ path: '/log', file: '1:1' }, true, false);
  assert.equal(watched.length, 1);
  watch.looked({ path: '/log', file: '1:2' }, false, false);
  assert.deepEqual(watched, ['/log', '/log']);
});

test('it is watched anew when a scan finds that it has grown and no event told so', () => {
  const watched: string[] = [];
  const watch = new LiveWatch(into(watched));
  watch.looked({ path: '/log', file: '1:1' }, false, true);
  watch.hear();
  watch.looked({ path: '/log', file: '1:1' }, true, true);
  assert.equal(watched.length, 1, 'an event came');
  watch.looked({ path: '/log', file: '1:1' }, true, false);
  assert.equal(watched.length, 1, 'no scan');
  watch.looked({ path: '/log', file: '1:1' }, true, true);
  assert.equal(watched.length, 2);
});

test('it is watched under the path that it has now', () => {
  const watched: string[] = [];
  const watch = new LiveWatch(into(watched));
  watch.looked({ path: '/0.log', file: '1:1' }, false, true);
  watch.looked({ path: '/1.log', file: '1:2' }, false, true);
  assert.deepEqual(watched, ['/0.log', '/1.log']);
});

test('while it is looked at so often that events only cost it is not watched, whichever file it is', () => {
  const calls: string[] = [];
  const watch = new LiveWatch({
    follow: (path) => void calls.push(`follow ${path}`),
    leave: (path) => void calls.push(`leave ${path}`),
  });
  watch.looked({ path: '/0.log', file: '1:1' }, false, true);
  watch.beWatched({ path: '/0.log', file: '1:1' }, false);
  watch.looked({ path: '/1.log', file: '1:2' }, true, true);
  assert.deepEqual(calls, ['follow /0.log', 'leave /0.log']);
  watch.beWatched({ path: '/1.log', file: '1:2' }, true);
  watch.looked({ path: '/1.log', file: '1:2' }, false, false);
  assert.deepEqual(calls.slice(2), ['follow /1.log']);
});
