import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { Scenario } from '../support/scenario.ts';

/** A scenario whose agents are given a data stream in place of the index, and all templates that they put. */
async function begin(t: Parameters<typeof Scenario.begin>[0]) {
  const scenario = await Scenario.begin(t);
  const { backend } = scenario.elasticsearch;
  const put: Record<string, unknown>[] = [];
  const answer = backend.answer.bind(backend);
  backend.answer = async (request) => {
    const answered = await answer(request);
    if (request.method === 'PUT' && answered.status < 300) put.push(JSON.parse(request.body.toString()));
    return answered;
  };
  const args = scenario.options(['--index']);
  const start = (...options: string[]) =>
    scenario.run('--containers', '*', ...args, '--data-stream', scenario.index, ...options);
  return { scenario, put, start };
}

test('data-stream: every document has a time, junk that comes first too, and none is refused', async (t) => {
  const { scenario, put, start } = await begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.writeRaw('junk of a power failure\n');
  for (let i = 0; i < 500; i++) container.print(`line ${i}`);
  const agent = start('--batch-bytes', '16kib');
  await scenario.delivered(1);
  await agent.kill();
  for (let i = 0; i < 10; i++) container.print(`more ${i}`);
  const second = start();
  await scenario.delivered(1);
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDeliveredBeside(1, 'junk first, and a kill');
  const [junk] = [...(await scenario.documents()).values()].filter((source) =>
    field(source, 'event.malformed'),
  );
  assert.equal(junk?.['@timestamp'], container.printed[0]?.time);
  const none = agent.lines.find(({ msg }) => /has no data streams/.test(msg));
  assert.equal(put[0]?.data_stream === undefined, none !== undefined, agent.tail());
  if (none !== undefined) assert.match(String(none.remedy), /^give --index in place of --data-stream/);
});

test('data-stream: a server without them says so at the start, and takes all documents', async (t) => {
  const { scenario, start } = await begin(t);
  const { backend } = scenario.elasticsearch;
  const answer = backend.answer.bind(backend);
  backend.answer = async (request) => {
    if (request.method !== 'PUT' || !request.body.includes('data_stream')) return answer(request);
    const reason = '[index_template] unknown field [data_stream]';
    const body = JSON.stringify({ error: { type: 'x_content_parse_exception', reason }, status: 400 });
    return { status: 400, headers: { 'content-type': 'application/json' }, body };
  };
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = start();
  await scenario.delivered();
  await agent.line(({ msg }) => /has no data streams/.test(msg), 'that there are none');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
});

test('data-stream: a lifecycle policy that the server can not have is told with its remedy', async (t) => {
  const { scenario, put, start } = await begin(t);
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = start('--lifecycle-policy', 'month');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
  const [template] = put;
  const { settings } = (template?.template ?? template ?? {}) as { settings?: Record<string, unknown> };
  const none = agent.lines.find(({ policy }) => policy === 'month');
  assert.equal(settings?.['index.lifecycle.name'], none === undefined ? 'month' : undefined, agent.tail());
  if (none !== undefined) assert.match(String(none.remedy), /leave --lifecycle-policy out/);
});
