import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import type { Reply } from '../../src/ship/requests/sender.ts';
import { ensureTemplate, type WantedTemplate } from '../../src/ship/template/ensure-template.ts';
import { failure, ok } from './pool-rig.ts';

const ES = '{"version":{"number":"8.19.21","build_flavor":"default"},"tagline":"You Know, for Search"}';
const ES_76 = '{"version":{"number":"7.6.2","build_flavor":"default"},"tagline":"You Know, for Search"}';
const OS = '{"version":{"distribution":"opensearch","number":"2.19.1"},"tagline":"The OpenSearch Project"}';
const STORE = '{"version":{"number":"7.17.0-logagent","build_flavor":"logagent"}}';

interface Composable {
  readonly index_patterns: readonly string[];
  readonly priority?: number;
  readonly version?: number;
  readonly _meta?: object;
}

interface Legacy {
  readonly index_patterns: readonly string[];
  readonly order: number;
  readonly version?: number;
  readonly mappings?: object;
}

interface Cluster {
  readonly root?: Reply;
  readonly composable?: Readonly<Record<string, Composable>>;
  readonly legacy?: Readonly<Record<string, Legacy>>;
  /** The answers to PUT, in their order; then 200. */
  readonly puts?: readonly Reply[];
  /** The answer to every GET of templates in place of the list. */
  readonly lists?: Reply;
}

const OURS = { logagent: { version: '0.0.9' } };
const error = (status: number, type: string, reason: string): Reply =>
  ok(JSON.stringify({ error: { type, reason }, status }), status);

async function ensure(cluster: Cluster, options: Partial<WantedTemplate> = {}) {
  const { root = ok(ES), composable = {}, legacy = {}, puts = [], lists } = cluster;
  const answers = [...puts];
  const made: { path: string; body: Record<string, unknown> }[] = [];
  const ensured = await ensureTemplate(
    async (method, path, body = '') => {
      if (method === 'PUT') {
        made.push({ path, body: JSON.parse(body) as Record<string, unknown> });
        return answers.shift() ?? ok('{"acknowledged":true}');
      }
      if (path === '') return root;
      if (lists !== undefined) return lists;
      if (path.startsWith('_template')) return ok(JSON.stringify(legacy));
      const all = Object.entries(composable).map(([name, index_template]) => ({ name, index_template }));
      return ok(all.length === 0 ? '{}' : JSON.stringify({ index_templates: all }));
    },
    { index: 'logs', version: '0.1.0', print: false, schema: SCHEMAS.short, ...options },
  );
  return { ...ensured, made };
}

test('missing: it is made, and nothing else is', async () => {
  const { result, made } = await ensure({});
  assert.deepEqual(result, { kind: 'made', name: 'logagent-logs', before: [] });
  assert.deepEqual(
    made.map(({ path }) => path),
    ['_index_template/logagent-logs'],
  );
});

test('Elasticsearch 7.6: it is made as one of the old kind', async () => {
  const { result, made } = await ensure({ root: ok(ES_76) });
  assert.deepEqual(result, { kind: 'made', name: 'logagent-logs', before: [] });
  assert.deepEqual(
    made.map(({ path }) => path),
    ['_template/logagent-logs'],
  );
});

for (const [root, type] of [
  [ES_76, 'flattened'],
  [OS, 'flat_object'],
] as const) {
  test(`a server without ${type} gets the template without it`, async () => {
    const reason = `No handler for type [${type}] declared on field [labels]`;
    const { result, made } = await ensure({
      root: ok(root),
      puts: [error(400, 'mapper_parsing_exception', reason)],
    });
    assert.equal(result.kind, 'made');
    assert.deepEqual(
      made.map(({ body }) => JSON.stringify(body).includes(type)),
      [true, false],
    );
  });
}

test('there: made by this version or a newer one', async () => {
  for (const version of [1000, 2000]) {
    const mine = { index_patterns: ['logs'], priority: 10, version, _meta: OURS };
    const { result, made } = await ensure({ composable: { 'logagent-logs': mine } });
    assert.deepEqual([result, made], [{ kind: 'there', name: 'logagent-logs', version }, []]);
  }
});

test('made by an older version: it is made anew', async () => {
  const mine = { index_patterns: ['logs'], priority: 10, version: 9, _meta: OURS };
  assert.equal((await ensure({ composable: { 'logagent-logs': mine } })).result.kind, 'made');
  const legacy = { index_patterns: ['logs'], order: 10, version: 9, mappings: { _meta: OURS } };
  const { result } = await ensure({ root: ok(ES_76), legacy: { 'logagent-logs': legacy } });
  assert.equal(result.kind, 'made');
});

test("never over another's that has its name", async () => {
  const { result, made } = await ensure({ composable: { 'logagent-logs': { index_patterns: ['other'] } } });
  assert.deepEqual(
    [result, made],
    [{ kind: 'others', name: 'logagent-logs', others: ['logagent-logs'] }, []],
  );
});

for (const { pattern, priority, decides } of [
  { pattern: 'logs', priority: 10, decides: true },
  { pattern: 'l*s', priority: 500, decides: true },
  { pattern: '*', priority: 10, decides: true },
  { pattern: '*ogs*', priority: 11, decides: true },
  { pattern: 'logs-*', priority: 500, decides: false },
  { pattern: 'l*gs*gs', priority: 500, decides: false },
  { pattern: 'log', priority: 500, decides: false },
]) {
  test(`another's of priority ${priority} for ${pattern} ${decides ? 'decides' : 'is for others'}`, async () => {
    const { result, made } = await ensure({
      composable: { a: { index_patterns: ['x', pattern], priority } },
    });
    assert.equal(result.kind, decides ? 'others' : 'made');
    assert.equal(made.length, decides ? 0 : 1);
    if (result.kind === 'made') assert.deepEqual(result.before, []);
  });
}

test("another's of a lower priority gives way, and is named", async () => {
  const { result } = await ensure({ composable: { all: { index_patterns: ['*'] } } });
  assert.deepEqual(result, { kind: 'made', name: 'logagent-logs', before: ['all'] });
});

test('of the old kind beside the new one: only a catch-all gives way', async () => {
  const own = await ensure({ legacy: { own: { index_patterns: ['logs*'], order: 0 } } });
  assert.deepEqual(own.result, { kind: 'others', name: 'logagent-logs', others: ['own'] });
  const all = await ensure({ legacy: { all: { index_patterns: ['*'], order: 0 } } });
  assert.deepEqual(all.result, { kind: 'made', name: 'logagent-logs', before: ['all'] });
});

test('of the old kind alone: templates add up by their order', async () => {
  const lower = await ensure({ root: ok(ES_76), legacy: { own: { index_patterns: ['logs*'], order: 9 } } });
  assert.equal(lower.result.kind, 'made');
  const same = await ensure({ root: ok(ES_76), legacy: { own: { index_patterns: ['logs*'], order: 10 } } });
  assert.equal(same.result.kind, 'others');
});

test('one that another agent made for the index will do', async () => {
  const mine = { index_patterns: ['logs'], priority: 10, version: 5, _meta: OURS };
  const { result } = await ensure({ composable: { 'logagent-by-hand': mine } });
  assert.deepEqual(result, { kind: 'there', name: 'logagent-by-hand', version: 5 });
});

test('one that an agent made for another schema is left alone, and told', async () => {
  const of = (name: string, schema?: string, version = 1000) => {
    const _meta = { logagent: { version: '0.0.9', ...(schema && { schema }) } };
    return { composable: { [name]: { index_patterns: ['logs'], priority: 10, version, _meta } } };
  };
  const ecs = { schema: SCHEMAS.ecs };
  const told = (name: string, schema: string, wanted: string) => [
    { kind: 'other-schema', name, schema, wanted },
    [],
  ];
  for (const version of [9, 1000, 5000]) {
    const { result, made } = await ensure(of('logagent-logs', undefined, version), ecs);
    assert.deepEqual([result, made], told('logagent-logs', 'short', 'ecs'));
  }
  const back = await ensure(of('logagent-logs', 'otel'));
  assert.deepEqual([back.result, back.made], told('logagent-logs', 'otel', 'short'));
  const byHand = await ensure(of('logagent-by-hand', 'otel'), ecs);
  assert.deepEqual([byHand.result, byHand.made], told('logagent-by-hand', 'otel', 'ecs'));
  assert.equal((await ensure(of('logagent-logs', 'ecs'), ecs)).result.kind, 'there');
  assert.equal((await ensure(of('logagent-logs', 'ecs', 9), ecs)).result.kind, 'made');
});

test("another schema's of an agent counts for nothing where somebody else's decides", async () => {
  const _meta = { logagent: { version: '0.0.9', schema: 'otel' } };
  const mine = { index_patterns: ['logs'], priority: 10, version: 1000, _meta };
  const { result } = await ensure({
    composable: { 'logagent-logs': mine, theirs: { index_patterns: ['logs'], priority: 20 } },
  });
  assert.deepEqual(result, { kind: 'others', name: 'logagent-logs', others: ['theirs'] });
});

test('of the same priority, for indices that ours would be for as well: the server says no', async () => {
  const reason =
    'index template [logagent-logs] has index patterns [logs, logs-000*] matching patterns from existing templates [rolled] with patterns (rolled => [logs-0*]) that have the same priority [10], multiple index templates may not match during index creation, please use a different priority';
  const { result } = await ensure({ puts: [error(400, 'illegal_argument_exception', reason)] });
  assert.deepEqual(result, { kind: 'others', name: 'logagent-logs', others: ['rolled'] });
});

test('no right: to ask for the version, to look, to make', async () => {
  const no = error(403, 'security_exception', 'action is unauthorized for user [shipper]');
  for (const cluster of [{ root: no }, { lists: no }, { puts: [no] }]) {
    const { result, reply } = await ensure(cluster);
    assert.deepEqual(result, {
      kind: 'no-right',
      cause: 'security_exception: action is unauthorized for user [shipper]',
    });
    assert.equal(reply, undefined);
  }
});

test('can not be told now: no answer, too much to do, no master, a block, a wrong key', async () => {
  for (const reply of [
    failure('connection refused'),
    error(503, 'master_not_discovered_exception', 'no master'),
    error(429, 'es_rejected_execution_exception', 'busy'),
    error(401, 'security_exception', 'unable to authenticate'),
    error(403, 'cluster_block_exception', 'blocked by: [FORBIDDEN/6/cluster read-only (api)];'),
  ]) {
    for (const cluster of [{ root: reply }, { lists: reply }, { puts: [reply] }]) {
      const ensured = await ensure(cluster);
      assert.equal(ensured.result.kind, 'later');
      assert.equal(ensured.reply, reply);
      assert.equal(ensured.answered ?? false, !('root' in cluster));
    }
  }
});

test('no Elasticsearch, or one that takes no such template', async () => {
  for (const cluster of [
    { root: ok('<html>') },
    { root: ok('not found', 404) },
    { puts: [error(400, 'mapper_parsing_exception', 'unknown setting')] },
  ])
    assert.equal((await ensure(cluster)).result.kind, 'not-taken');
});

test('the embedded store needs none', async () => {
  const { result, made } = await ensure({ root: ok(STORE) });
  assert.deepEqual([result, made], [{ kind: 'unneeded' }, []]);
});

test('print: the one that is missing is told, and not made', async () => {
  const { result, made } = await ensure({}, { print: true });
  assert.equal(result.kind === 'printed' && result.template.path, '_index_template/logagent-logs');
  assert.deepEqual(made, []);
  const mine = { index_patterns: ['logs'], priority: 10, version: 1000, _meta: OURS };
  const there = await ensure({ composable: { 'logagent-logs': mine } }, { print: true });
  assert.equal(there.result.kind, 'there');
});

test('a data stream and a policy are in the template, and where its maker wanted others it is made anew', async () => {
  const wanted = { isDataStream: true, policy: 'month' };
  const { made, result, unable } = await ensure({}, wanted);
  assert.deepEqual([result.kind, unable], ['made', []]);
  const { data_stream, priority, index_patterns, _meta, template } = made[0]!.body;
  assert.deepEqual([data_stream, priority, index_patterns], [{}, 150, ['logs']]);
  const { settings = {}, mappings = {} } = template as Record<string, Record<string, unknown>>;
  assert.equal(settings['index.lifecycle.name'], 'month');
  assert.equal('index.lifecycle.rollover_alias' in settings, false);
  const { '@timestamp': time } = mappings.properties as Record<string, unknown>;
  assert.deepEqual(time, { type: 'date_nanos', ignore_malformed: false });
  const mine = { index_patterns: ['logs'], priority: 150, version: 1000, _meta: Object(_meta) as object };
  const again = { composable: { 'logagent-logs': mine } };
  assert.equal((await ensure(again, wanted)).result.kind, 'there');
  assert.equal((await ensure(again, { ...wanted, policy: 'year' })).result.kind, 'made');
  assert.equal((await ensure(again)).result.kind, 'made');
});

test('one index with a policy is an alias that is rolled over', async () => {
  const { made } = await ensure({}, { policy: 'month' });
  const { settings } = made[0]!.body.template as { settings: Record<string, unknown> };
  assert.equal(settings['index.lifecycle.rollover_alias'], 'logs');
});

test('a name with fields: a name of its own, and patterns that are never for everything', async () => {
  const index = 'logs-{container.name}-{@timestamp:yyyy}-x';
  const { made } = await ensure({}, { index, wildcard: 'logs-*-*-x', policy: 'month' });
  const [{ path, body } = { path: '', body: {} as Record<string, unknown> }] = made;
  assert.equal(path, '_index_template/logagent-logs-any-any-x');
  assert.deepEqual([body.index_patterns, body.priority], [['logs-*-*-x', 'logs-*-*-x-000*'], 150]);
});

test("it goes before Elasticsearch's own for logs-*-*, and not before one of 200", async () => {
  const theirs = (priority: number) => ({ composable: { logs: { index_patterns: ['logs-*-*'], priority } } });
  const wanted = { index: 'logs-{container.name}-a', wildcard: 'logs-*-a' };
  assert.deepEqual((await ensure(theirs(100), wanted)).result, {
    kind: 'made',
    name: 'logagent-logs-any-a',
    before: ['logs'],
  });
  assert.equal((await ensure(theirs(200), wanted)).result.kind, 'others');
});

test('what a server can not have is left out and told', async () => {
  const wanted = { isDataStream: true, policy: 'month' };
  const noStream = error(400, 'x_content_parse_exception', '[index_template] unknown field [data_stream]');
  const noPolicy = error(400, 'illegal_argument_exception', 'unknown setting [index.lifecycle.name]');
  const both = await ensure({ puts: [noStream, noPolicy] }, wanted);
  assert.deepEqual([both.result.kind, both.unable, both.made.length], ['made', ['data-stream', 'ilm'], 3]);
  assert.equal('data_stream' in both.made[2]!.body, false);
  const old = ok('{"version":{"number":"7.6.2","build_flavor":"default"},"tagline":"You Know, for Search"}');
  const before = await ensure({ root: old }, { isDataStream: true });
  assert.deepEqual([before.result.kind, before.unable, before.made.length], ['made', ['data-stream'], 1]);
  const open = ok('{"version":{"distribution":"opensearch","number":"2.19.1"}}');
  const ism = await ensure({ root: open }, wanted);
  assert.deepEqual([ism.result.kind, ism.unable], ['made', ['ism']]);
  assert.deepEqual(ism.made[0]!.body.data_stream, {});
});
