import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { authority, host, hostKey } from '../ship/authority.ts';
import { TestProxy } from '../support/proxy.ts';
import { Scenario } from '../support/scenario.ts';

const SECRET = 's3cr3t-w0rd';
const basic = `Basic ${Buffer.from(`agent:${SECRET}`).toString('base64')}`;

test('proxy: a cloud id behind a proxy that wants credentials: delivered through its tunnel, which breaks and comes back', async (t) => {
  const scenario = await Scenario.begin(t, { certificate: { key: hostKey, cert: host + authority } });
  const { port } = new URL(scenario.elasticsearch.url);
  const proxy = await new TestProxy({ 'es01.test:9243': Number(port) }).listen();
  t.after(() => proxy.close());
  proxy.wants = basic;
  const caFile = join(scenario.folder, 'ca.pem');
  writeFileSync(caFile, authority);
  const cloudId = `mine:${Buffer.from('test:9243$es01$kibana').toString('base64')}`;
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('through the proxy');
  const usual = scenario.options(['--elasticsearch']);
  const agent = scenario.runWith(
    { HTTPS_PROXY: proxy.url.href.replace('//', `//agent:${SECRET}@`), LOGAGENT_CONTAINERS: 'prod1' },
    ...[...usual, '--cloud-id', cloudId, '--ca-file', caFile, '--listen', '127.0.0.1:0'],
  );
  await scenario.delivered();
  const told = await agent.line(({ msg }) => msg === 'Requests go through a proxy', 'that there is a proxy');
  assert.deepEqual([told.host, told.proxy], ['https://es01.test:9243', proxy.url.origin]);

  proxy.wants = 'others';
  proxy.breakAll();
  container.print('while it refuses');
  await agent.becomesUnready(/the proxy http:\S+ wants credentials \(407\); write user and password into/);
  proxy.wants = basic;
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.ok(!agent.output.includes(SECRET) && !agent.output.includes(basic), agent.output);
  assert.ok(proxy.asked.every((request) => request === 'CONNECT es01.test:9243'));
  await scenario.assertDelivered(`${proxy.asked.length} tunnels asked for`);
});

test('proxy: an http host through it, another one of NO_PROXY directly', async (t) => {
  const scenario = await Scenario.beginCluster(t, 2);
  const [first] = scenario.hosts;
  const proxy = await new TestProxy({ 'es01.test:9200': Number(new URL(first!.url).port) }).listen();
  t.after(() => proxy.close());
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 300; i++) container.print(`line ${i}`);
  const agent = scenario.runWith(
    { http_proxy: proxy.url.href, no_proxy: '127.0.0.0/8', LOGAGENT_CONTAINERS: 'prod1' },
    ...scenario.options(['--elasticsearch']),
    ...['--elasticsearch', `http://es01.test:9200,${scenario.hosts[1]!.url}`, '--batch-bytes', '4kib'],
  );
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const carried = proxy.asked.filter((request) => request.startsWith('POST ')).length;
  assert.equal(carried, first!.seen.bulks);
  assert.ok(carried > 0 && scenario.hosts[1]!.seen.bulks > 0);
  await scenario.assertDelivered(`${carried} requests through the proxy`);
});

test('proxy: one that is asked by TLS, of an issuer nobody knows: unready with the remedy, delivered after a start that knows it', async (t) => {
  const certificate = { key: hostKey, cert: host + authority };
  const scenario = await Scenario.begin(t, { certificate });
  const { port } = new URL(scenario.elasticsearch.url);
  const proxy = await new TestProxy({ 'es01.test:9243': Number(port) }, certificate).listen();
  t.after(() => proxy.close());
  proxy.wants = basic;
  const caFile = join(scenario.folder, 'ca.pem');
  writeFileSync(caFile, authority);
  scenario.docker.create({ name: 'prod1' }).print('through the proxy');
  const asked = proxy.url.href.replace('//', `//agent:${SECRET}@`);
  const args = [...scenario.options(['--elasticsearch']), '--elasticsearch', 'https://es01.test:9243'];
  args.push('--ca-file', caFile, '--listen', '127.0.0.1:0');
  const start = (more: Record<string, string>) =>
    scenario.runWith({ HTTPS_PROXY: asked, LOGAGENT_CONTAINERS: 'prod1', ...more }, ...args);
  const unknown = start({});
  await unknown.becomesUnready(
    /the proxy https:\S+ can't be reached: its TLS certificate has an unknown issuer; name a file with .* NODE_EXTRA_CA_CERTS/,
  );
  assert.deepEqual(await unknown.stop(), { code: 0, signal: null });
  assert.deepEqual(proxy.asked, [], 'credentials went to a proxy that is not known');

  const agent = start({ NODE_EXTRA_CA_CERTS: caFile });
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.ok(!`${unknown.output}${agent.output}`.includes(SECRET));
  assert.ok(proxy.asked.length > 0 && proxy.asked.every((request) => request === 'CONNECT es01.test:9243'));
  await scenario.assertDelivered(`${proxy.asked.length} tunnels by TLS asked for`);
});
