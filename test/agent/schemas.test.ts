import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { SCHEMA_NAMES } from '../../src/parse/schemas/names.ts';
import { dotted } from '../../src/parse/schemas/path.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { CLI } from '../support/agent-process.ts';
import type { Source } from '../support/backend.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { EmbeddedStore } from '../support/embedded-store.ts';
import { Scenario } from '../support/scenario.ts';
import { CONTAINER, DOCUMENTS, HOST, LINES, POD, TIME, UID } from '../support/schema-documents.ts';
import { call, inIndex, valueAt, write } from '../support/schema-scenario.ts';
import { waitFor } from '../support/wait.ts';

for (const name of SCHEMA_NAMES) {
  test(`schemas: ${name}: the documents of a container and of a pod, exactly`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create(CONTAINER);
    write(container, LINES.access, LINES.json);
    const pod = scenario.pods.create(POD);
    appendFileSync(pod.logPath, `${TIME} stderr F ${LINES.pod}\n`);
    const fields = ['--schema', name, '--request-parts', '--host-name', HOST];
    const agent = scenario.startAgent('*', '--pods-dir', scenario.pods.podsDir, ...fields);
    await inIndex(scenario, 3);
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    const found = [...(await scenario.documents()).values()].map((source) => {
      const text = JSON.stringify({ ...source, '@timestamp': TIME }).replaceAll(pod.uid, UID);
      return JSON.parse(text) as object;
    });
    const byText = (documents: object[]): string[] => documents.map((each) => sorted(each)).sort();
    assert.deepEqual(byText(found), byText(Object.values(DOCUMENTS[name])));
  });

  test(`schemas: ${name}: optional fields, by their short names, a malformed line and a refused one`, async (t) => {
    const scenario = await Scenario.begin(t);
    const schema = SCHEMAS[name];
    await scenario.elasticsearch.backend.createIndex(scenario.index, {
      [schema.access.auth]: { type: 'long' },
    });
    const container = scenario.docker.create(CONTAINER);
    write(container, 'first');
    container.writeRaw('junk\n');
    write(container, LINES.access);
    const optional = ['--optional-fields', 'container.id,log.file.path,log.offset'];
    const agent = scenario.startAgent('*', '--schema', name, ...optional);
    await inIndex(scenario, 3);
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    const documents = [...(await scenario.documents()).values()];
    const [junk] = documents.filter((source) => valueAt(source, dotted(schema.marks.malformed)) === true);
    assert.equal(valueAt(junk ?? {}, schema.message), 'junk');
    for (const source of documents) {
      assert.equal(valueAt(source, dotted(schema.container.id)), container.id);
      assert.equal(valueAt(source, dotted(schema.path)), container.logPath);
      assert.equal(typeof valueAt(source, dotted(schema.offset)), 'number');
      for (const { path, value } of schema.constants) assert.equal(valueAt(source, dotted(path)), value);
    }
    const { refusal, access } = schema;
    const [simple] = documents.filter((source) => valueAt(source, dotted(refusal.kind)) === 'pipeline_error');
    const original = JSON.parse(String(valueAt(simple ?? {}, dotted(refusal.original)))) as Source;
    assert.equal(original[access.auth], 'ann');
    assert.match(String(valueAt(simple ?? {}, schema.message)), /GET \/cart/);
    assert.deepEqual(readDeadLetters(scenario.stateDir), []);
  });
}

test('schemas: an index template for another schema is told of and left alone', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('one');
  const first = scenario.startAgent('prod1');
  await scenario.delivered();
  await first.line(({ msg }) => msg === 'Index template made, new indices have its types', 'the template');
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  container.print('two');
  const second = scenario.startAgent('prod1', '--schema', 'otel');
  await scenario.delivered();
  const told = await second.line(({ wanted }) => wanted !== undefined, 'another schema');
  assert.deepEqual(
    [told.level, told.template, told.schema, told.wanted],
    [40, `logagent-${scenario.index}`, 'short', 'otel'],
  );
  assert.match(
    String(told.remedy),
    /^give all agents of an index one --schema, or this one another --index;/,
  );
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  assert.equal((await scenario.documents()).size, 2);
});

test('schemas: the template that is printed for a schema is the one that its agent makes', async (t) => {
  const scenario = await Scenario.begin(t);
  const args = ['template', '--elasticsearch', scenario.urls, '--index', scenario.index, '--schema', 'ecs'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args]);
  assert.match(stderr, / --index logs-[0-9a-f]+ --schema ecs \|\n/);
  const [, path = ''] = /'http:\/\/[^/]+(\/_[^']+)'/.exec(stderr) ?? [];
  await call(scenario, 'PUT', path, JSON.parse(stdout) as object);
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = scenario.startAgent('prod1', '--schema', 'ecs');
  await scenario.delivered();
  await agent.line(({ msg }) => msg === 'The index template is there', 'the template');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});

test('schemas: the embedded store finds fields of each schema, and shows their documents as lines', async (t) => {
  for (const name of SCHEMA_NAMES) {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create(CONTAINER);
    write(container, LINES.access, LINES.json);
    const [agent, store] = await EmbeddedStore.start(scenario, '*', ['--schema', name]);
    const { access, container: of } = SCHEMAS[name];
    const query = `${access.status}:200 AND ${dotted(of.name)}:prod1`;
    await waitFor(
      async () => (await store.ask(`/logs/_search?q=${encodeURIComponent(query)}`)).text.includes('/cart'),
      () => agent.tail(),
    );
    await waitFor(
      async () => (await store.ask('/logs/_search')).text.includes('no stock'),
      () => agent.tail(),
    );
    const search = scenario.run('search', 'prod1', '--state-dir', scenario.stateDir);
    assert.deepEqual(await search.exited, { code: 0, signal: null });
    assert.deepEqual(search.output.trim().split('\n'), [
      `${TIME} prod1 203.0.113.9 - ann [2026-08-06T14:03:09+00:00] "GET /cart?id=5 HTTP/1.1" 200 5316 "https://shop.example/" "curl/8.9.1"`,
      `${TIME.replace('001Z', '002Z')} prod1 no stock`,
    ]);
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  }
});

/** The JSON with the names in their order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
