import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Container } from '../../src/log/block.ts';
import { IndexPattern } from '../../src/parse/routing/index-pattern.ts';
import { Routes, type RoutesOptions } from '../../src/parse/routing/routes.ts';
import { line, makeBlock, makeSource, Rig } from './rig.ts';

const of = (labels: Record<string, string>, id = 'ab'.repeat(32)): Container => ({
  ...{ id, name: 'prod1', image: 'nginx:1.27', labels },
});

/** Action lines of a text's documents, and what they say of the index. */
function actions(text: string, container: Container, usual?: string, options: Partial<RoutesOptions> = {}) {
  const pattern = usual === undefined ? {} : { usual: new IndexPattern(usual) };
  const routes = new Routes({ hostName: 'host1', ...pattern, ...options });
  const rig = new Rig({ routes, formats: ['combined'] });
  rig.parser.parse(makeBlock(text, { source: makeSource({ container }) }), rig.writer);
  const batch = rig.writer.seal();
  const lines = batch?.body.toString('utf8', 0, batch.length).split('\n').slice(0, -1) ?? [];
  return lines.filter((_, i) => i % 2 === 0);
}

const indexOf = (action: string): unknown => JSON.parse(action).create._index;

test('an index that is always the same stands in no action line', () => {
  assert.deepEqual(actions(line('a\n'), of({}), 'logs'), [
    '{"create":{"_id":"KEY-OF-16-BYTES_.0.123456789"}}',
  ]);
});

test('the date is that of each line, whichever way reads it, and back again', () => {
  const times = ['2026-08-06T23:59:59.9Z', '2026-08-07T00:00:00.1Z', '2026-08-06T23:59:59.95Z'];
  const text = times.map((time) => line('a\n', 'stdout', time)).join('');
  // A space before the brace is for the reference alone.
  for (const each of [text, text.replaceAll('{"log"', ' {"log"'), `${text} ${text}`]) {
    const found = actions(each, of({ app: 'Shop' }), 'x-{container.label.app}-{@timestamp:yyyy.MM.dd}');
    const dates = found.map(indexOf);
    assert.deepEqual(dates.slice(0, 3), ['x-shop-2026.08.06', 'x-shop-2026.08.07', 'x-shop-2026.08.06']);
  }
});

test('both ways name the same index for any times and letters', () => {
  const time = fc
    .date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().replace('Z', '123456Z'));
  const letters = fc.constantFrom('yyyy', 'yyyy.MM', 'yyyy.MM.dd', 'yyyy.MM.dd.HH', 'HH', 'MM-dd');
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 8 }), letters, (times, date) => {
      const pattern = `x-{container.name}-{@timestamp:${date}}`;
      const lines = times.map((each) => line('a\n', 'stdout', each));
      const fast = actions(lines.join(''), of({}), pattern);
      const decoded = actions(lines.map((each) => ` ${each}`).join(''), of({}), pattern);
      assert.deepEqual(fast.map(indexOf), decoded.map(indexOf));
      const route = new IndexPattern(pattern).route(of({}), 'host1');
      assert.deepEqual(
        fast.map(indexOf),
        times.map((each) => route.indexAt(each)),
      );
    }),
  );
});

test('a malformed line goes to the index of the time that it is given', () => {
  const text = `junk\n${line('a\n', 'stdout', '2026-08-06T23:00:00.1Z')}junk\n`;
  const found = actions(text, of({}), 'x-{@timestamp:dd}').map(indexOf);
  assert.deepEqual(found, ['x-06', 'x-06', 'x-06']);
  const created = { ...of({}), created: '2026-07-01T10:00:00Z' };
  assert.deepEqual(actions('junk\n', created, 'x-{@timestamp:MM}').map(indexOf), ['x-07']);
});

test('a label chooses, with the same fields, and its choice is told once before it is used', () => {
  const chosen: string[] = [];
  const options = {
    labels: { dates: true },
    onChosen: ({ text }: IndexPattern) => void chosen.push(text),
  };
  const routes = new Routes({ hostName: 'h', usual: new IndexPattern('logs'), ...options });
  const container = of({ 'logagent.index': 'audit-{container.name}' });
  for (let i = 0; i < 3; i++) assert.match(routes.of(container).begin(''), /"_index":"audit-prod1"/);
  assert.doesNotMatch(routes.of(of({})).begin(''), /_index/);
  assert.deepEqual(chosen, ['audit-{container.name}']);
});

test('a label that can not be used is told once for each container, and the usual index is used', () => {
  const told: string[] = [];
  const routes = new Routes({
    hostName: 'h',
    usual: new IndexPattern('logs'),
    labels: { dates: false },
    onBad: (container, why) => void told.push(`${container.name}: ${why}`),
  });
  for (const text of ['Bad Name', 'x-{@timestamp:dd}', 'Bad Name'])
    assert.doesNotMatch(routes.of(of({ 'logagent.index': text })).begin(''), /_index/);
  assert.deepEqual(told, [
    'prod1: "Bad Name" is not a name Elasticsearch allows',
    'prod1: "x-{@timestamp:dd}" has a date, but a data stream makes indices by itself: leave the date out',
  ]);
});

test('labels choose a hundred indices at most', () => {
  const told: string[] = [];
  const onBad = (_: Container, why: string) => void told.push(why);
  const routes = new Routes({
    hostName: 'h',
    usual: new IndexPattern('logs'),
    labels: { dates: true },
    onBad,
  });
  for (let i = 0; i < 101; i++) routes.of(of({ 'logagent.index': `x${i}` }, `${i}`));
  assert.deepEqual(told, ['"x100" is one of more than 100 that containers have chosen']);
});

test('labels choose nothing when they are to be ignored', () => {
  const routes = new Routes({ hostName: 'h', usual: new IndexPattern('logs') });
  assert.doesNotMatch(routes.of(of({ 'logagent.index': 'audit' })).begin(''), /_index/);
});
