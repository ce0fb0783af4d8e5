import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSelection } from '../../src/tail/selection.ts';

const id = `abc123def456${'0'.repeat(52)}`;

function wanted(pattern: string, name: string): boolean {
  return createSelection([pattern]).wants({ id, name });
}

test('names, with and without the slash Docker puts before them', () => {
  assert.ok(wanted('prod1', 'prod1'));
  assert.ok(wanted('/prod1', 'prod1'));
  assert.equal(wanted('prod1', 'prod10'), false);
  assert.equal(wanted('prod1', 'Prod1'), false);
});

test('ids and id prefixes of six digits or more', () => {
  assert.ok(wanted(id, 'x'));
  assert.ok(wanted('abc123def456', 'x'));
  assert.ok(wanted('abc123', 'x'));
  assert.equal(wanted('abc12', 'x'), false);
  assert.equal(wanted('abc124', 'x'), false);
  assert.equal(wanted('ABC123', 'x'), false);
});

test('a name that looks like an id prefix is a name too', () => {
  assert.ok(wanted('facade', 'facade'));
  assert.equal(wanted('facade', 'facade2'), false);
});

test('containers of pods: a glob goes over the slashes, and their ids have no prefixes', () => {
  const name = 'shop/web-5d4b9c6f5d-x2x9k/nginx';
  for (const pattern of ['*', 'shop/*', '*/web-*', '*/nginx', 'shop/web-*/nginx'])
    assert.ok(wanted(pattern, name));
  for (const pattern of ['shop', 'web-*', 'shop/nginx']) assert.equal(wanted(pattern, name), false);
  const pod = { id: 'facade_web_uid/nginx', name: 'facade/web/nginx' };
  assert.equal(createSelection(['facade']).wants(pod), false);
});

test('globs over names', () => {
  assert.ok(wanted('*', 'web-1'));
  assert.ok(wanted('web-*', 'web-1'));
  assert.ok(wanted('web-?', 'web-1'));
  assert.ok(wanted('{web,db}-1', 'db-1'));
  assert.ok(wanted('my.app_*', 'my.app_1'));
  assert.equal(wanted('web-*', 'my-web-1'), false);
  assert.equal(wanted('!web', 'db'), false);
});

test('any of several patterns; those that match none are told', () => {
  const selection = createSelection(['prod1', 'web-*', 'db']);
  assert.ok(selection.wants({ id, name: 'web-2' }));
  assert.equal(selection.wants({ id, name: 'cache' }), false);
  assert.deepEqual(
    selection.unmatched([
      { id, name: 'web-2' },
      { id, name: 'cache' },
    ]),
    ['prod1', 'db'],
  );
});
