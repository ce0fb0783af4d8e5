import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PodsLayout } from './pods-layout.ts';

const layout = new PodsLayout('/pods');

function order(...entries: string[]): string[] {
  return layout.logNames('pod/web', entries).map(({ name, live }) => (live ? `${name} live` : name));
}

test('by starts, then by dates, the one of the last start without a date being live', () => {
  assert.deepEqual(
    order('10.log', '2.log', '2.log.20240501-000002', '2.log.20240501-000001.gz', '10.log.20240502-000000'),
    ['2.log.20240501-000001.gz', '2.log.20240501-000002', '2.log', '10.log.20240502-000000', '10.log live'],
  );
});

test('while it rotates there is no live file, though one of an earlier start is there', () => {
  assert.deepEqual(order('0.log', '1.log.20240501-000001'), ['0.log', '1.log.20240501-000001']);
});

test('what else is in the folder, or still being compressed, is left alone', () => {
  assert.deepEqual(order('about', 'x.log', '0.log.20240501-000001', '0.log.20240501-000001.gz', '0.log.gz'), [
    '0.log.20240501-000001',
  ]);
});
