import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schema } from '../../src/parse/schemas/names.ts';
import { dotted } from '../../src/parse/schemas/path.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { Scenario } from '../support/scenario.ts';
import { LINES } from '../support/schema-documents.ts';
import { call, inIndex, write } from '../support/schema-scenario.ts';

/** A backend in memory has neither types nor searches; with a real server behind the stand-in both are looked at. */
const isReal = (process.env.LOGAGENT_TEST_ELASTICSEARCH ?? '') !== '';

for (const schema of [SCHEMAS.ecs, SCHEMAS.otel]) {
  test(`schemas-types: ${schema.name}: a fresh index has the types, charts and networks work, nothing is a dead letter`, async (t) => {
    const scenario = await Scenario.begin(t);
    const [web, app] = ['web', 'app'].map((name) =>
      scenario.docker.create({ name, labels: { 'com.example.team': name } }),
    );
    assert.ok(web !== undefined && app !== undefined);
    const agent = scenario.startAgent('*', '--schema', schema.name, '--request-parts');
    const access = (ip: string, status: string): string =>
      LINES.access.replace('203.0.113.9', ip).replace('" 200 ', `" ${status} `);
    write(web, access('203.0.113.9', '404'), access('192.0.2.1', '200'), access('crawler.example', '-'));
    write(
      app,
      '{"level":30,"time":1754481789123,"msg":"a","value":{"deep":1}}',
      '{"level":"info","msg":"b"}',
    );
    await inIndex(scenario, 5);
    await agent.line(({ msg }) => msg === 'Index template made, new indices have its types', 'the template');
    app.writeRaw('junk of a power failure\n');
    // Others write an object there, so that a real server refuses it.
    write(app, '{"level":"audit","msg":"c","value":"plain"}');
    write(web, access('203.0.113.250', '200'));
    await inIndex(scenario, 8);
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    assert.deepEqual(readDeadLetters(scenario.stateDir), []);
    assert.equal((await scenario.documents()).size, 8);
    if (isReal) await assertTypes(scenario, schema);
  });
}

/** What a real server says of the fields. */
async function assertTypes(scenario: Scenario, schema: Schema): Promise<void> {
  const { access, container, refusal } = schema;
  const { index } = scenario;
  await call(scenario, 'POST', `/${index}/_refresh`);
  const types = {
    [access.ip]: 'ip',
    [access.status]: 'short',
    [access.bytes]: 'long',
    [access.timestamp]: 'date',
    [access.method]: 'keyword',
    [schema.message]: 'text',
    [schema.level]: 'keyword',
    [schema.time]: 'date_nanos',
    [dotted(container.name)]: 'keyword',
  };
  const asked = Object.keys(types).join(',');
  const { fields } = await call<{ fields: Record<string, object> }>(
    scenario,
    'GET',
    `/${index}/_field_caps?fields=${encodeURIComponent(asked)}`,
  );
  for (const [field, type] of Object.entries(types))
    assert.deepEqual(Object.keys(fields[field] ?? {}), [type], field);
  const terms = (field: string): object => ({ terms: { field, order: { _key: 'asc' } } });
  const query = { bool: { must_not: { exists: { field: dotted(refusal.kind) } } } };
  const { aggregations } = await call<{
    aggregations: Record<string, { buckets: { key: unknown; doc_count: number }[] }>;
  }>(scenario, 'POST', `/${index}/_search`, {
    ...{ size: 0, query },
    aggs: { names: terms(dotted(container.name)), status: terms(access.status), levels: terms(schema.level) },
  });
  const buckets = (name: string): unknown[] =>
    (aggregations[name]?.buckets ?? []).map(({ key, doc_count }) => [key, doc_count]);
  assert.deepEqual(buckets('names'), [
    ['app', 3],
    ['web', 4],
  ]);
  assert.deepEqual(buckets('status'), [
    [200, 2],
    [404, 1],
  ]);
  assert.deepEqual(buckets('levels'), [['info', 2]]);
  const found = async (match: object): Promise<number> => {
    const { hits } = await call<{ hits: { hits: unknown[] } }>(scenario, 'POST', `/${index}/_search`, {
      query: match,
    });
    return hits.hits.length;
  };
  assert.equal(await found({ term: { [access.ip]: '203.0.113.0/24' } }), 2);
  assert.equal(await found({ exists: { field: dotted(refusal.kind) } }), 1);
  for (const alias of Object.keys(schema.aliases)) assert.ok((await found({ exists: { field: alias } })) > 0);
}
