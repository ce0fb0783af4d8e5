import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { PodsLayout } from '../../../src/source/kubernetes/layout.ts';
import { containerOf } from '../../../src/source/kubernetes/pod-path.ts';
import { workloadOf } from '../../../src/source/kubernetes/workload.ts';

const UID = '0f1c2d3e-4b5a-4697-8877-665544332211';
const ID = `shop_web-7d4b9c6f5d-x2x9k_${UID}/nginx`;

function folder(t: TestContext): string {
  const root = fs.mkdtempSync(join(tmpdir(), 'logagent-pods-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  fs.mkdirSync(join(root, ID), { recursive: true });
  return root;
}

function order(...entries: string[]): string[] {
  const layout = new PodsLayout('/pods');
  return layout.logNames(ID, entries).map(({ name, live }) => (live ? `${name} live` : name));
}

test('by starts, then by dates; the one of the last start without a date is live', () => {
  assert.deepEqual(
    order('10.log', '2.log', '2.log.20240501-000002', '2.log.20240501-000001.gz', '10.log.20240502-000000'),
    ['2.log.20240501-000001.gz', '2.log.20240501-000002', '2.log', '10.log.20240502-000000', '10.log live'],
  );
});

test('while it rotates there is no live file, though one of an earlier start is there', () => {
  assert.deepEqual(order('0.log', '1.log.20240501-000001'), ['0.log', '1.log.20240501-000001']);
});

test('what is being compressed, and what else is there, is left alone', () => {
  const entries = [
    'x.log',
    '0.log.20240501-000001',
    '0.log.20240501-000001.gz',
    '0.log.20240501-000001.tmp',
    '01.log',
  ];
  assert.deepEqual(order(...entries, '0.log.gz', '0.log.tmp', '0.log.2024'), ['0.log.20240501-000001']);
});

test('the start of the container is the number of its file', () => {
  const layout = new PodsLayout('/pods');
  for (const [name, start] of [
    ['0.log', 0],
    ['12.log', 12],
    ['12.log.20240501-000001.gz', 12],
  ] as const)
    assert.equal(layout.startOf(`/pods/${ID}/${name}`), start);
});

test('the path tells namespace, pod, uid and container', () => {
  assert.deepEqual(containerOf(ID), {
    id: ID,
    name: 'shop/web-7d4b9c6f5d-x2x9k/nginx',
    image: '',
    service: 'shop-web-nginx',
    labels: {},
    pod: { namespace: 'shop', name: 'web-7d4b9c6f5d-x2x9k', uid: UID, container: 'nginx' },
  });
  const ofStatic = containerOf(
    'kube-system_kube-apiserver-node1.example.com_d41d8cd98f00b204e9800998ecf8427e/kube-apiserver',
  );
  assert.equal(ofStatic?.pod?.name, 'kube-apiserver-node1.example.com');
  assert.equal(containerOf(`shop_web-0_${UID}/web`)?.service, 'shop-web');
});

test('other folders are no logs', () => {
  const layout = new PodsLayout('/pods');
  const others = [
    `${UID}/nginx`,
    `shop_web/nginx`,
    `shop_web_${UID}/a_b`,
    `shop_web_${UID}/..`,
    `a_b_c_d/e`,
    '_b_c/d',
  ];
  for (const id of others) assert.equal(layout.isLogFolder(id), false, id);
  assert.equal(layout.isLogFolder(ID), true);
});

test('what a pod is one of', () => {
  for (const [pod, workload] of [
    ['web-7d4b9c6f5d-x2x9k', 'web'],
    ['my.web-app-5bc8f9d7f4-zz2kq', 'my.web-app'],
    ['logagent-x2x9k', 'logagent'],
    ['db-0', 'db'],
    ['report-28471200-x2x9k', 'report'],
    ['kube-proxy-abcde', 'kube-proxy-abcde'],
    ['single', 'single'],
    ['x2x9k', 'x2x9k'],
  ] as const)
    assert.equal(workloadOf(pod), workload);
});

test('metadata: there as soon as there is a log, the same from then on, missing with the folder', (t) => {
  const root = folder(t);
  const metadata = new PodsLayout(root).metadata(ID);
  assert.equal(metadata.look(), 'half written');
  assert.equal(metadata.known, false);
  fs.writeFileSync(join(root, ID, '0.log'), '');
  const state = metadata.look();
  assert.ok(typeof state === 'object' && state.ended === undefined && state.elsewhere === false);
  assert.equal(metadata.look(), 'same');
  assert.equal(metadata.known, true);
  fs.renameSync(join(root, ID, '0.log'), join(root, ID, '0.log.20240501-000001'));
  assert.equal(metadata.look(), 'same');
  fs.rmSync(join(root, ID), { recursive: true });
  assert.equal(metadata.look(), 'missing');
});

test('links are left to the source that has the files, until there is a file', (t) => {
  const root = folder(t);
  const layout = new PodsLayout(root);
  const metadata = layout.metadata(ID);
  fs.symlinkSync('/var/lib/docker/containers/0123/0123-json.log', join(root, ID, '0.log'));
  const state = metadata.look();
  assert.ok(typeof state === 'object' && state.elsewhere === true);
  assert.deepEqual(layout.logNames(ID, fs.readdirSync(join(root, ID))), []);
  fs.writeFileSync(join(root, ID, '1.log'), '');
  const later = metadata.look();
  assert.ok(typeof later === 'object' && later.elsewhere === false);
  assert.deepEqual(layout.logNames(ID, fs.readdirSync(join(root, ID))), [{ name: '1.log', live: true }]);
});

test('a folder that is not there is no start, and the remedy is named', (t) => {
  const none = join(folder(t), 'none');
  assert.throws(() => new PodsLayout(none).requireRoot(), {
    message: `The folder of pods ${none} can't be read: there is no such folder. Name the right one with --pods-dir.`,
  });
});
