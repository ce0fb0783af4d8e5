import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sourcesOf } from '../../src/pipeline/sources.ts';

const NONE = { containersDir: undefined, podsDir: undefined, allowLinkedLogs: [] };

function usual(t: TestContext, ...there: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-sources-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of there) mkdirSync(join(folder, name));
  return { docker: join(folder, 'docker'), pods: join(folder, 'pods') };
}

const roots = (...args: Parameters<typeof sourcesOf>) => sourcesOf(...args).layouts.map(({ root }) => root);

test('what is there is read: of Docker, of Kubernetes, or both', (t) => {
  const both = usual(t, 'docker', 'pods');
  assert.deepEqual(roots(NONE, both), [both.docker, both.pods]);
  const pods = usual(t, 'pods');
  assert.deepEqual(roots(NONE, pods), [pods.pods]);
  const docker = usual(t, 'docker');
  assert.deepEqual(roots(NONE, docker), [docker.docker]);
});

test('what is named is read, and nothing else, there or not', (t) => {
  const both = usual(t, 'docker', 'pods');
  assert.deepEqual(roots({ ...NONE, containersDir: '/nowhere' }, both), ['/nowhere']);
  assert.deepEqual(roots({ ...NONE, podsDir: '/nowhere' }, both), ['/nowhere']);
  assert.deepEqual(roots({ ...NONE, containersDir: '/a', podsDir: '/b' }, both), ['/a', '/b']);
});

test('neither is there: a sentence with the remedy', (t) => {
  assert.throws(
    () => sourcesOf(NONE, usual(t)),
    /^Error: There is neither .*--containers-dir or --pods-dir\.$/,
  );
});
