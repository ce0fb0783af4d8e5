import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import type { BulkItem } from '../support/backend.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** A backend in memory has no pipelines, and of the real servers only some have the processor. */
const isReal = (process.env.LOGAGENT_TEST_ELASTICSEARCH ?? '') !== '';

/** Makes a pipeline that sets a field; false where the server can't have one. */
async function makePipeline(scenario: Scenario, name: string): Promise<boolean> {
  const body = Buffer.from(JSON.stringify({ processors: [{ set: { field: 'passed', value: 'yes' } }] }));
  const headers = { 'content-type': 'application/json' };
  const { backend } = scenario.elasticsearch;
  const path = `/_ingest/pipeline/${name}`;
  return (await backend.answer({ method: 'PUT', path, headers, body })).status === 200;
}

test('pipeline: it is in the address of every request, and where it is missing that is said, and waited for', async (t) => {
  const scenario = await Scenario.begin(t);
  const { backend } = scenario.elasticsearch;
  const name = `p${scenario.index}`;
  const made = isReal && (await makePipeline(scenario, name));
  if (isReal && !made) return t.skip('the server has no processor for it');
  const paths = new Set<string>();
  const answer = backend.answer.bind(backend);
  backend.answer = (request) => {
    if (request.path.includes('_bulk')) paths.add(request.path);
    return answer(request);
  };
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 100; i++) container.print(`line ${i}`);
  const agent = scenario.startAgent('prod1', '--pipeline', name);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.ok(
    [...paths].every((path) => path.includes(`_bulk?pipeline=${name}&`)),
    [...paths].join(),
  );
  if (!made) return;
  const documents = [...(await scenario.documents()).values()];
  assert.equal(documents.filter(({ passed }) => passed === 'yes').length, 100);
});

test('pipeline: one document that can not be parsed and fails all of its request is found, and is alone simplified', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const name = `p${scenario.index}`;
  const made = isReal && (await makePipeline(scenario, name));
  if (isReal && !made) return t.skip('the server has no processor for it');
  const bad: BulkItem = {
    status: 400,
    error: { type: 'parse_exception', reason: 'Failed to parse content to map' },
  };
  if (!made)
    elasticsearch.inject = ({ documents }) =>
      documents.some(({ source }) => /^\{"n":0\.1{4000}/.test(source))
        ? { kind: 'items', choose: () => bad }
        : undefined;
  const container = scenario.docker.create({ name: 'prod1', labels: { 'logagent.format': 'json' } });
  for (let i = 0; i < 200; i++) container.print(`line ${i}`);
  // A number that some servers' parsers do not take.
  container.writeRaw(
    `${JSON.stringify({ log: `{"n":0.${'1'.repeat(4000)}}\n`, stream: 'stdout', time: '2030-01-01T00:00:00.1Z' })}\n`,
  );
  for (let i = 0; i < 200; i++) container.print(`line ${i}`);
  const agent = scenario.startAgent('prod1', '--pipeline', name, '--json-fields', 'root');
  await scenario.delivered(1);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDeliveredBeside(1, 'one document that breaks the pipeline');
  const simple = [...(await scenario.documents()).values()].filter(
    (source) => field(source, 'event.kind') !== undefined,
  );
  if (!isReal) assert.equal(simple.length, 1);
  for (const source of simple) assert.match(String(field(source, 'event.original')), /^\{"n":0\.1{4000},/);
});

test('pipeline: one that does not exist is told with its remedy, and nothing is refused until it is made', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const reason = 'pipeline with id [nope] does not exist';
  let missing = true;
  elasticsearch.inject = () =>
    missing
      ? {
          kind: 'items',
          choose: () => ({ status: 400, error: { type: 'illegal_argument_exception', reason } }),
        }
      : undefined;
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 20; i++) container.print(`line ${i}`);
  const agent = isReal ? scenario.startAgent('prod1') : scenario.startAgent('prod1', '--pipeline', 'nope');
  const told = await agent.line(({ cause }) => String(cause).includes(reason), 'that it is missing');
  assert.match(String(told.remedy), /^create the ingest pipeline, or remove it from --pipeline/);
  missing = false;
  await waitFor(
    () => elasticsearch.accepted.size >= 20,
    () => `20 documents${agent.tail()}`,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
});
