import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Container } from '../../src/log/block.ts';
import { isIndexName } from '../../src/parse/routing/index-name.ts';
import { IndexPattern } from '../../src/parse/routing/index-pattern.ts';
import { container } from './rig.ts';

const at = '2026-08-06T14:03:09.250000001Z';
const labelled = (labels: Record<string, string>, name = 'prod1'): Container => ({
  ...container,
  name,
  labels,
});
const indexOf = (text: string, of: Container, time = at): string =>
  new IndexPattern(text).route(of, 'node7').indexAt(time);

test('fields of the container, its host and the date make the name', () => {
  const of = labelled({ app: 'shop', 'com.example/team': 'web' });
  const pattern = 'logs-{container.label.app}-{container.label.com.example/team}-{@timestamp:yyyy.MM.dd-HH}';
  assert.equal(indexOf(pattern, of), 'logs-shop-web-2026.08.06-14');
  assert.equal(indexOf('a-{container.name}-{container.image}-{host.name}', of), 'a-prod1-nginx_1.27-node7');
  assert.equal(indexOf('a{container.id}', of), `a${container.id}`);
});

test('a name without fields is itself', () => {
  const pattern = new IndexPattern('logs');
  assert.deepEqual(
    [pattern.isConstant, pattern.wildcard, indexOf('logs', container)],
    [true, 'logs', 'logs'],
  );
});

test('what is missing or empty has its own word, or a common one', () => {
  assert.equal(indexOf('logs-{container.label.app|other}', container), 'logs-other');
  assert.equal(indexOf('logs-{container.label.app}', container), 'logs-unknown');
  assert.equal(indexOf('logs-{container.label.app}', labelled({ app: '' })), 'logs-unknown');
  assert.equal(indexOf('logs-{container.label.toString}', container), 'logs-unknown');
});

test('the date is in UTC', () => {
  assert.equal(indexOf('a-{@timestamp:yyyy.MM.dd}', container, '2026-01-01T00:30:00+02:00'), 'a-2025.12.31');
  assert.equal(indexOf('a-{@timestamp:MM_dd}', container, '2026-01-02T23:30:00Z'), 'a-01_02');
});

test('values become lower case, and _ stands for what a name may not have', () => {
  assert.equal(indexOf('a-{container.label.app}', labelled({ app: 'My App/V2:ä*' })), 'a-my_app_v2_ä_');
  assert.equal(indexOf('a-{container.label.app}', labelled({ app: '\ud800x\n' })), 'a-_x_');
});

test('whatever the values are, Elasticsearch allows the name, and the pattern stands for it', () => {
  const text = 'logs-{container.label.a}.{container.name}-{@timestamp:yyyy.MM.dd}';
  const { wildcard } = new IndexPattern(text);
  assert.equal(wildcard, 'logs-*.*-*');
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 }));
  fc.assert(
    fc.property(value, value, (a, name) => {
      const index = indexOf(text, labelled({ a }, name));
      assert.ok(isIndexName(index), JSON.stringify(index));
      assert.match(index, /^logs-.+\..+-2026\.08\.06$/s);
      assert.equal(index, index.toLowerCase());
    }),
  );
});

test('each mistake is told in one clause', () => {
  const mistake = (text: string, dates = true): string => {
    try {
      new IndexPattern(text, { dates });
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };
  for (const text of ['', 'Logs', '-a', 'a b', 'Logs-{container.name}', '_{container.name}', '..'])
    assert.equal(mistake(text), 'is not a name Elasticsearch allows', text);
  assert.match(mistake('{container.name}'), /^begins with a field: write a word before it/);
  assert.match(
    mistake('a-{container.nme}'),
    /^has the unknown field "container.nme": there are container.name, /,
  );
  assert.match(mistake('a-{container.label.}'), /^has the unknown field/);
  assert.match(mistake('a-{container.name'), /^has a \{ without its counterpart$/);
  assert.match(mistake('a-}'), /^has a \} without its counterpart$/);
  assert.match(mistake('a-{@timestamp:YYYY.MM}'), /^has the date letters YYYY: write yyyy, since YYYY is/);
  assert.match(mistake('a-{@timestamp:yyyy/MM}'), /^has "\/" in a date/);
  assert.match(mistake('a-{@timestamp:}'), /^has a date without letters/);
  assert.match(mistake('a-{container.name|No}'), /^has "No" for a missing field: write/);
  assert.match(mistake(`${'a'.repeat(230)}-{container.name}-{host.name}`), /too little room/);
  assert.match(mistake('a-{@timestamp:yyyy}', false), /^has a date, but a data stream makes/);
  assert.equal(mistake('a-{container.name}', false), 'none');
});
