import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DockerLayout } from '../../../src/source/docker/layout.ts';
import { logNames } from '../../../src/source/docker/siblings.ts';

const log = 'abc-json.log';
const layout = new DockerLayout('/containers');

function order(...entries: string[]): string[] {
  return logNames('abc', entries).map(({ name, live }) => {
    const form = live ? 'live' : layout.isCompressed(name) ? 'gzip' : 'plain';
    return `${form} ${name.slice(log.length)}`;
  });
}

test('oldest first, the live file last, numbers as numbers', () => {
  assert.deepEqual(order(`${log}.2`, log, `${log}.10`, `${log}.1`), [
    'plain .10',
    'plain .2',
    'plain .1',
    'live ',
  ]);
  assert.deepEqual(order(`${log}.2.gz`, `${log}.1`, log), ['gzip .2.gz', 'plain .1', 'live ']);
});

test('a compressed file beside its plain one is still being written', () => {
  assert.deepEqual(order(`${log}.1`, `${log}.1.gz`, `${log}.2.gz`), ['gzip .2.gz', 'plain .1']);
});

test('whatever else is in the folder is left alone', () => {
  assert.deepEqual(
    order('config.v2.json', 'hosts', `${log}.tmp`, `${log}.1.bz2`, `${log}.0`, `${log}.01`, `x${log}`),
    [],
  );
});
