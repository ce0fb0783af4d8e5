import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CLI } from '../support/agent-process.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** A backend in memory has neither types nor searches; with a real server behind the stand-in both are looked at. */
const isReal = (process.env.LOGAGENT_TEST_ELASTICSEARCH ?? '') !== '';

/** Writes lines as Docker does, 2026-08-06T14:00:00.1000000NN in their order. */
function write(container: FakeContainer, first: number, ...texts: string[]): void {
  for (const [i, text] of texts.entries()) {
    const time = `2026-08-06T14:00:00.1000000${String(first + i).padStart(2, '0')}Z`;
    container.writeRaw(`${JSON.stringify({ log: `${text}\n`, stream: 'stdout', time })}\n`);
  }
}

const access = (ip: string, status: number | string, agent = 'curl/8'): string =>
  `${ip} - - [06/Aug/2026:14:03:09 +0200] "GET / HTTP/1.1" ${status} 12 "-" "${agent}"`;

async function inIndex(scenario: Scenario, count: number): Promise<void> {
  await waitFor(
    () => scenario.elasticsearch.accepted.size >= count,
    () => `${count} documents; ${scenario.elasticsearch.accepted.size}${scenario.agents.at(-1)?.tail()}`,
  );
}

async function call<T>(scenario: Scenario, method: string, path: string, body?: object): Promise<T> {
  const { backend } = scenario.elasticsearch;
  const headers = { 'content-type': 'application/json' };
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const answer = await backend.answer({ method, path, headers, body: bytes });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as T;
}

interface Found {
  readonly hits: { readonly hits: readonly { readonly _source: { readonly '@timestamp': string } }[] };
  readonly aggregations: Record<
    string,
    { buckets: readonly { readonly key: unknown; readonly doc_count: number }[] }
  >;
}

async function search(scenario: Scenario, body: object): Promise<Found> {
  await call(scenario, 'POST', `/${scenario.index}/_refresh`);
  return call(scenario, 'POST', `/${scenario.index}/_search`, body);
}

/** The fraction of each hit's time, in order. */
const fractions = ({ hits }: Found): string[] =>
  hits.hits.map(({ _source }) => _source['@timestamp'].slice(-4, -1));

test('index-template: a label that is a date comes first, and all other values of it are taken', async (t) => {
  const scenario = await Scenario.begin(t);
  const name = 'org.opencontainers.image.created';
  const values = ['2026-08-01T10:00:00Z', '2022-02-27 00:23:14.336017516+00:00', '', '$(date +%Y-%m-%d)'];
  const agent = scenario.startAgent('*');
  for (const [i, value] of values.entries()) {
    const container = scenario.docker.create({ name: `c${i}`, labels: { [name]: value } });
    container.print('one');
    container.print('two');
    await scenario.delivered();
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('four containers with one label of four kinds');
});

test('index-template: a User-Agent that is a date, and a word where another app writes a number', async (t) => {
  const scenario = await Scenario.begin(t);
  const web = scenario.docker.create({ name: 'web' });
  const [pino, zap] = ['pino', 'zap'].map((name) =>
    scenario.docker.create({ name, labels: { 'logagent.format': 'json' } }),
  );
  assert.ok(pino !== undefined && zap !== undefined);
  const agent = scenario.startAgent('*');
  write(web, 1, access('198.51.100.7', 200, '2026-08-06'));
  write(pino, 2, '{"level":30,"timestamp":1754481789123,"ok":true,"n":1,"msg":"a"}');
  await inIndex(scenario, 2);
  write(web, 3, access('198.51.100.7', 200), access('example.com', '-', 'Mozilla/5.0'));
  write(zap, 5, '{"level":"info","timestamp":"yesterday","ok":"no","n":"one","msg":"b"}');
  write(zap, 6, '{"level":"error","status":"ok","bytes":1e300,"ip":"here","msg":"payment failed"}');
  await inIndex(scenario, 6);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.equal((await scenario.documents()).size, 6);
});

test('index-template: buckets by name and status, a network, and nanoseconds work in a fresh index', async (t) => {
  const scenario = await Scenario.begin(t);
  const [a, b] = ['shop', 'blog'].map((name) =>
    scenario.docker.create({ name, labels: { 'com.example.team': name } }),
  );
  assert.ok(a !== undefined && b !== undefined);
  // Written in an order that is not that of the times.
  write(b, 3, access('203.0.113.9', 404), access('192.0.2.1', 200));
  const agent = scenario.startAgent('*');
  await inIndex(scenario, 2);
  write(a, 1, access('203.0.113.250', 200), access('2001:db8::1', 500));
  await inIndex(scenario, 4);
  await agent.line(({ msg }) => msg === 'Index template made, new indices have its types', 'the template');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  if (!isReal) return;
  const terms = (field: string): object => ({ terms: { field, order: { _key: 'asc' } } });
  const aggs = {
    names: terms('container.name'),
    status: terms('status'),
    teams: terms('container.labels.com_example_team'),
    agents: terms('agent'),
  };
  const { aggregations } = await search(scenario, { size: 0, aggs });
  const counts = (name: string): unknown[] =>
    (aggregations[name]?.buckets ?? []).map(({ key, doc_count }) => [key, doc_count]);
  assert.deepEqual(counts('names'), [
    ['blog', 2],
    ['shop', 2],
  ]);
  assert.deepEqual(counts('status'), [
    [200, 2],
    [404, 1],
    [500, 1],
  ]);
  assert.deepEqual(counts('teams'), [
    ['blog', 2],
    ['shop', 2],
  ]);
  assert.deepEqual(counts('agents'), [['curl/8', 4]]);
  const sort = ['@timestamp'];
  const network = await search(scenario, { sort, query: { term: { ip: '203.0.113.0/24' } } });
  assert.deepEqual(fractions(network), ['001', '003']);
  assert.deepEqual(fractions(await search(scenario, { sort })), ['001', '002', '003', '004']);
  const range = { '@timestamp': { gt: '2026-08-06T14:00:00.100000002Z', lt: '2026-08-06||+1d/d' } };
  assert.deepEqual(fractions(await search(scenario, { sort, query: { range } })), ['003', '004']);
  const words = await search(scenario, { query: { match: { request: 'GET' } } });
  assert.equal(words.hits.hits.length, 4);
});

test("index-template: another's template of a higher priority stays, and is named", async (t) => {
  const scenario = await Scenario.begin(t);
  const name = `theirs-${scenario.index}`;
  const { index } = scenario;
  const settings = { number_of_replicas: 0 };
  const composable = { index_patterns: [index], priority: 11, template: { settings } };
  const legacy = { index_patterns: [index], order: 11, settings };
  const headers = { 'content-type': 'application/json' };
  const { backend } = scenario.elasticsearch;
  const put = (api: string, body: object) =>
    backend.answer({
      method: 'PUT',
      path: `/${api}/${name}`,
      headers,
      body: Buffer.from(JSON.stringify(body)),
    });
  // Elasticsearch 7.6 has only the old kind.
  const api = (await put('_index_template', composable)).status < 300 ? '_index_template' : '_template';
  if (api === '_template') assert.ok((await put(api, legacy)).status < 300);
  t.after(() =>
    backend.answer({ method: 'DELETE', path: `/${api}/${name}`, headers: {}, body: Buffer.alloc(0) }),
  );
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('hello');
  const agent = scenario.startAgent('prod1');
  const told = await agent.line(({ templates }) => templates !== undefined, "another's template");
  assert.deepEqual(told.templates, [name]);
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered();
});

test('index-template: without the right to make it one warning names the command, and all is shipped', async (t) => {
  const scenario = await Scenario.begin(t);
  const { backend } = scenario.elasticsearch;
  const answer = backend.answer.bind(backend);
  backend.answer = async (request) => {
    if (!request.path.includes('_template')) return answer(request);
    const reason = `action [indices:admin${request.path}] is unauthorized for user [shipper]`;
    const body = JSON.stringify({ error: { type: 'security_exception', reason }, status: 403 });
    return { status: 403, headers: { 'content-type': 'application/json' }, body };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 1000; i++) container.print('hello');
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--listen', '127.0.0.1:0');
  await scenario.delivered();
  await agent.becomesReady();
  await agent.stop();
  const warnings = agent.lines.filter(({ level }) => level >= 40);
  assert.deepEqual(
    warnings.map(({ msg }) => msg.split(',')[0]),
    ['The index template can not be made'],
  );
  assert.match(String(warnings[0]?.cause), /unauthorized for user \[shipper\]/);
  const command = `logagent template --elasticsearch ${scenario.urls} --index ${scenario.index};`;
  assert.ok(String(warnings[0]?.remedy).includes(command), String(warnings[0]?.remedy));
  await scenario.assertDelivered();
});

test('index-template: a server that comes up after the agent has it before the first document', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  await elasticsearch.refuse();
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 100; i++) container.print('hello');
  const order: string[] = [];
  const answer = elasticsearch.backend.answer.bind(elasticsearch.backend);
  elasticsearch.backend.answer = (request) => {
    if (request.method === 'PUT') order.push('template');
    if (/_bulk/.test(request.path)) order.push('documents');
    return answer(request);
  };
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  await agent.becomesUnready(/connection refused/);
  await elasticsearch.listen();
  await scenario.delivered();
  await agent.becomesReady();
  await agent.stop();
  // Where an object type has to be tried there is more than one.
  assert.equal(order[0], 'template');
  assert.ok(order.lastIndexOf('template') < order.indexOf('documents'), order.join(' '));
  await scenario.assertDelivered('100 lines from before the server was there');
});

for (const what of ['print', 'off'] as const) {
  test(`index-template: --template ${what} makes none`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { backend } = scenario.elasticsearch;
    const asked: string[] = [];
    const answer = backend.answer.bind(backend);
    backend.answer = (request) => {
      asked.push(`${request.method} ${request.path}`);
      return answer(request);
    };
    const container = scenario.docker.create({ name: 'prod1' });
    container.print('hello');
    const agent = scenario.startAgent('prod1', '--template', what);
    await scenario.delivered();
    await agent.stop();
    assert.deepEqual(
      asked.filter((text) => text.startsWith('PUT')),
      [],
    );
    if (what === 'off') assert.ok(!asked.some((text) => /template/.test(text)), asked.join(' '));
    else {
      const told = agent.lines.find(({ body }) => body !== undefined);
      const { index_patterns: patterns = [] } = (told?.body ?? {}) as { index_patterns?: string[] };
      assert.ok(patterns.includes(scenario.index), agent.tail());
    }
    await scenario.assertDelivered();
  });
}

test('index-template: printed by the command, it is the one that the agent makes, and installs', async (t) => {
  const scenario = await Scenario.begin(t);
  const { index, elasticsearch } = scenario;
  const args = [CLI, 'template', '--elasticsearch', scenario.urls, '--index', index];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  const body = JSON.parse(stdout) as { index_patterns: string[] };
  assert.deepEqual(body.index_patterns, [index, `${index}-000*`]);
  const [, path = ''] = /'http:\/\/[^/]+(\/_[^']+)'/.exec(stderr) ?? [];
  const headers = { 'content-type': 'application/json' };
  const bytes = Buffer.from(JSON.stringify(body));
  const answer = await elasticsearch.backend.answer({ method: 'PUT', path, headers, body: bytes });
  assert.equal(answer.status, 200, answer.body);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('hello');
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  await agent.stop();
  assert.ok(agent.lines.some(({ msg }) => msg === 'The index template is there'));
  await scenario.assertDelivered();
});
