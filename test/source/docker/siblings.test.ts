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

test("logrotate's dates are in the order of time, before numbers, also where the extension stays", () => {
  const names = (...entries: string[]) =>
    logNames('abc', entries).map(({ name }) => name.slice('abc-json'.length));
  assert.deepEqual(names(log, `${log}-20260806`, `${log}.1`, `${log}-20260805.gz`, `${log}.2.gz`), [
    ...['.log-20260805.gz', '.log-20260806', '.log.2.gz', '.log.1', '.log'],
  ]);
  assert.deepEqual(names(`${log}-20260806-1785974400`, `${log}-20260806-1785974399`, log), [
    ...['.log-20260806-1785974399', '.log-20260806-1785974400', '.log'],
  ]);
  assert.deepEqual(names(`${log}.2026-08-06`, `${log}.2026-08-05`), ['.log.2026-08-05', '.log.2026-08-06']);
  assert.deepEqual(names(log, 'abc-json-20260806.log', 'abc-json-20260805.log.gz', 'abc-json.1.log'), [
    ...['-20260805.log.gz', '-20260806.log', '.1.log', '.log'],
  ]);
  assert.deepEqual(names(`${log}-20260806`, `${log}-20260806.gz`), ['.log-20260806']);
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
