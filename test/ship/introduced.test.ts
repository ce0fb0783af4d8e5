import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readIdentity } from '../../src/ship/hosts/identity.ts';
import { Introduced } from '../../src/ship/hosts/introduced.ts';
import type { Reply } from '../../src/ship/requests/sender.ts';
import { bodyOf, documents } from './batches.ts';
import { settled, VirtualTime } from './clocks.ts';
import { created, failure, HeldSender, ok } from './pool-rig.ts';
import { Recorder } from './recorder.ts';

const root = (number: string, more: object = {}, tagline = 'You Know, for Search') =>
  JSON.stringify({ cluster_uuid: 'dOVjo6tORByuKm9H6XNFAg', version: { number, ...more }, tagline });
const open = { distribution: 'opensearch' };
const body = bodyOf(documents('k', 1));

test('Elasticsearch and OpenSearch are told apart, and versions that are tested from others', () => {
  const rows: [string, string, boolean][] = [
    [root('7.5.2'), 'Elasticsearch 7.5.2', false],
    [root('7.6.2'), 'Elasticsearch 7.6.2', true],
    [root('7.17.28', { build_flavor: 'default' }), 'Elasticsearch 7.17.28', true],
    [root('8.19.21'), 'Elasticsearch 8.19.21', true],
    [root('9.5.3-SNAPSHOT'), 'Elasticsearch 9.5.3-SNAPSHOT', true],
    [root('10.0.0'), 'Elasticsearch 10.0.0', false],
    [root('1.3.14', open), 'OpenSearch 1.3.14', true],
    [root('3.8.0', open), 'OpenSearch 3.8.0', true],
    [root('4.0.0', open), 'OpenSearch 4.0.0', false],
    // By compatibility.override_main_response_version.
    [root('7.10.2', {}, 'The OpenSearch Project: https://opensearch.org/'), 'OpenSearch 7.10.2', true],
  ];
  for (const [text, name, tested] of rows) {
    const identity = readIdentity(Buffer.from(text));
    assert.deepEqual([`${identity?.server} ${identity?.version}`, identity?.tested], [name, tested]);
    assert.equal(identity?.cluster, 'dOVjo6tORByuKm9H6XNFAg');
  }
});

test('whatever a host answers, no more is believed than a version and an id', () => {
  for (const text of ['', '<html>', '{}', root('nine'), root('7.17\n28'), root(`8.1.${'9'.repeat(99)}`)]) {
    assert.equal(readIdentity(Buffer.from(text)), undefined, text);
  }
  assert.equal(readIdentity(Buffer.from(root('7.17.0-logagent', { build_flavor: 'logagent' }))), undefined);
  fc.assert(
    fc.property(fc.string(), fc.string(), (number, uuid) => {
      const text = JSON.stringify({ version: { number: `8.1${number}` }, cluster_uuid: uuid });
      const identity = readIdentity(Buffer.from(text));
      assert.match(identity?.version ?? '8.1', /^[\w.+-]+$/);
      assert.match(identity?.cluster ?? '', /^[\w-]*$/);
    }),
  );
});

/** A host whose answer to `GET /` the test chooses. */
class AskedSender extends HeldSender {
  asked = 0;
  root: Reply = ok(root('7.17.28'));
  reply: Reply = created(1);
  override send = async () => this.reply;
  async ask(): Promise<Reply> {
    this.asked++;
    return this.root;
  }
}

function setUp() {
  const time = new VirtualTime();
  const events = new Recorder();
  const sender = new AskedSender('http://es01');
  const names = () => events.introductions.map(([, identity]) => identity?.version);
  return { time, sender, names, host: new Introduced(sender, time, events) };
}

test('a host is asked at the start, and no more while it takes requests', async () => {
  const { time, sender, names, host } = setUp();
  host.begin();
  await settled();
  assert.deepEqual(names(), ['7.17.28']);
  for (let i = 0; i < 5; i++) {
    await time.pass(100_000);
    await host.send(body);
  }
  assert.equal(sender.asked, 1);
});

test('what somebody else asks is noted as well, and not asked twice', async () => {
  const { sender, names, host } = setUp();
  const asked = host.ask('GET', '', undefined);
  host.begin();
  await asked;
  host.begin();
  assert.deepEqual([sender.asked, names()], [1, ['7.17.28']]);
  await host.ask('GET', '_index_template', undefined);
  assert.deepEqual(names(), ['7.17.28']);
});

test('a host that could not be asked is asked when it takes requests; one that returns, whether it was upgraded', async () => {
  const { time, sender, names, host } = setUp();
  sender.root = failure('connection refused');
  host.begin();
  await settled();
  assert.deepEqual(names(), []);
  sender.root = ok(root('7.17.28'));
  await host.send(body);
  await settled();
  assert.deepEqual(names(), ['7.17.28']);
  for (const version of ['7.17.28', '8.19.21']) {
    sender.root = ok(root(version));
    await time.pass(100_000);
    sender.reply = failure('connection refused');
    await host.send(body);
    sender.reply = created(1);
    await host.send(body);
    await settled();
  }
  assert.deepEqual(names(), ['7.17.28', '8.19.21'], 'the same again is no news');
  assert.equal(sender.asked, 4);
});

test('a host that comes and goes is asked once a minute', async () => {
  const { time, sender, host } = setUp();
  host.begin();
  await settled();
  for (let i = 0; i < 100; i++) {
    await time.pass(1000);
    sender.reply = i % 2 === 0 ? failure('connection refused') : created(1);
    await host.send(body);
  }
  await settled();
  assert.equal(sender.asked, 2);
});

test('a proxy that lets nothing but documents pass: told once as unknown, and documents go', async () => {
  const { sender, names, host } = setUp();
  sender.root = ok('Forbidden', 403);
  host.begin();
  await settled();
  assert.deepEqual(names(), [undefined]);
  assert.deepEqual(await host.send(body), created(1));
  assert.equal(sender.asked, 1);
});

test('a wrong key or a cluster without a master says nothing of the kind', async () => {
  const { sender, names, host } = setUp();
  for (const status of [401, 429, 503]) {
    sender.root = ok('{}', status);
    host.begin();
    await settled();
  }
  assert.deepEqual([sender.asked, names()], [3, []]);
});
