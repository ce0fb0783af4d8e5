import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnNames } from '../../src/parse/json/own-names.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';

const own = new OwnNames(usualSchema);

/** The bytes of a name in JSON string form, up to the end of its value. */
const escaped = (name: string) => Buffer.from(`${name}\\":1`);

test('the names that no field of a line can have follow from the schema', () => {
  assert.deepEqual(own.all, [
    '@timestamp',
    'container',
    'error',
    'event',
    'host',
    'json',
    'kubernetes',
    'log',
    'stream',
  ]);
  const other = new OwnNames({ ...usualSchema, json: 'app', stream: 'log.iostream', hostName: 'agent.host' });
  assert.deepEqual(other.all, [
    '@timestamp',
    'agent',
    'app',
    'container',
    'error',
    'event',
    'kubernetes',
    'log',
  ]);
});

test('both ways know the same names', () => {
  for (const name of [...own.all, ...own.all.map((each) => `${each}.x`), '_id', '_']) {
    assert.ok(own.has(name), name);
    assert.ok(own.isAt(escaped(name), 0), name);
  }
  for (const name of ['message', 'hosts', 'lo', 'logs', 'a.log', 'Log', '', 'timestamp', 'x_']) {
    assert.ok(!own.has(name), name);
    assert.ok(!own.isAt(escaped(name), 0), name);
  }
});

test('a text that ends within a name holds none', () => {
  assert.ok(!own.isAt(Buffer.from('strea'), 0));
  assert.ok(!own.isAt(Buffer.from('stream'), 0));
});
