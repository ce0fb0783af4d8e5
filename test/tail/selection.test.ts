import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSelection } from '../../src/tail/selection.ts';

const id = `abc123def456${'0'.repeat(52)}`;

function wanted(pattern: string, name: string): boolean {
  return createSelection({ patterns: [pattern] }).wants({ id, name });
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
  assert.equal(createSelection({ patterns: ['facade'] }).wants(pod), false);
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
  const selection = createSelection({ patterns: ['prod1', 'web-*', 'db'] });
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

test('sets of letters, and letters but these', () => {
  const names = ['db1', 'web-1', 'web-2'];
  const matching = (pattern: string) => names.filter((name) => wanted(pattern, name));
  assert.deepEqual(matching('[!d]*'), ['web-1', 'web-2']);
  assert.deepEqual(matching('[^d]*'), ['web-1', 'web-2']);
  assert.deepEqual(matching('[d]*'), ['db1']);
  assert.deepEqual(matching('web-[[:digit:]]'), ['web-1', 'web-2']);
  assert.deepEqual(matching('web-{1,2}'), ['web-1', 'web-2']);
  assert.deepEqual(matching('{db*,web-[!2]}'), ['db1', 'web-1']);
  assert.deepEqual(matching('!(db1)'), ['web-1', 'web-2']);
});

const COMPOSED = {
  id,
  name: 'shop-web-1',
  compose: { project: 'shop', service: 'web' },
};

test('by Compose project and service, whatever the container is called', () => {
  const wants = (pattern: string, container: typeof COMPOSED) =>
    createSelection({ patterns: [pattern] }).wants(container);
  const other = { ...COMPOSED, name: 'my-own-name' };
  for (const pattern of ['compose:shop/web', 'compose:shop', 'compose:sh*/{api,web}', 'compose:*/[!a]*'])
    for (const container of [COMPOSED, other]) assert.ok(wants(pattern, container), pattern);
  for (const pattern of ['compose:shop/api', 'compose:web', 'compose:shop2', 'compose:shop/[!w]*'])
    assert.equal(wants(pattern, COMPOSED), false, pattern);
  assert.equal(wanted('compose:*', 'shop-web-1'), false, 'of no project');
});

test('a container that Compose is putting in place of another one has that one’s name too', () => {
  const replacing = { ...COMPOSED, name: `${id.slice(0, 12)}_shop-web-1` };
  for (const pattern of ['shop-web-1', 'shop-*', `${id.slice(0, 12)}_shop-web-1`])
    assert.ok(createSelection({ patterns: [pattern] }).wants(replacing), pattern);
  assert.ok(createSelection({ patterns: ['*'], exclude: ['shop-db-*'] }).wants(replacing));
  assert.equal(createSelection({ patterns: ['*'], exclude: ['shop-web-1'] }).wants(replacing), false);
  assert.equal(wanted('shop-web-1', replacing.name), false, 'of no project it is its own name');
});

test('what is left out is not wanted, whatever names it', () => {
  const selection = createSelection({
    patterns: ['*', 'db1'],
    exclude: ['db*', 'abc123', 'compose:shop/web'],
  });
  const other = `ff${id.slice(2)}`;
  assert.ok(selection.wants({ id: other, name: 'web-1' }));
  assert.equal(selection.wants({ id: other, name: 'db1' }), false);
  assert.equal(selection.wants({ id, name: 'web-1' }), false);
  assert.equal(selection.wants({ ...COMPOSED, id: other }), false);
  assert.deepEqual(selection.unmatched([{ id: other, name: 'db1' }]), []);
});

test('the label logagent.exclude leaves its container out, unless it says no', () => {
  const wants = (value: string) =>
    createSelection({ patterns: ['*'] }).wants({ id, name: 'a', labels: { 'logagent.exclude': value } });
  for (const yes of ['true', 'TRUE', '1', 'yes', '']) assert.equal(wants(yes), false, yes);
  for (const no of ['false', ' False ', '0', 'no', 'off']) assert.ok(wants(no), no);
});

test('by namespace: of the path, or of the label where Docker runs the pods; nothing that is in none', () => {
  const selection = createSelection({ patterns: ['*'], namespaces: ['shop', 'team-*'] });
  const inside = (namespace: string) => ({
    ...{ id: 'x/y', name: `${namespace}/web/nginx` },
    pod: { namespace, name: 'web', uid: '1', container: 'nginx' },
  });
  for (const namespace of ['shop', 'team-a']) {
    assert.ok(selection.wants(inside(namespace)));
    assert.ok(selection.wants({ id, name: 'k8s_x', labels: { 'io.kubernetes.pod.namespace': namespace } }));
  }
  for (const namespace of ['shop2', 'team', 'kube-system'])
    assert.equal(selection.wants(inside(namespace)), false);
  assert.equal(selection.wants({ id, name: 'shop' }), false);
});
