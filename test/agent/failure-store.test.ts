import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeadLetters } from '../support/dead-letters.ts';
import { freePort } from '../support/ports.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const isReal = (process.env.LOGAGENT_TEST_ELASTICSEARCH ?? '') !== '';

/** Makes the scenario's index a data stream with a failure store, to which `n` is a number; false where the server can't have one. */
async function makeStore(scenario: Scenario): Promise<boolean> {
  const template = {
    index_patterns: [scenario.index],
    priority: 500,
    data_stream: {},
    template: {
      mappings: { properties: { n: { type: 'long' } } },
      data_stream_options: { failure_store: { enabled: true } },
    },
  };
  const body = Buffer.from(JSON.stringify(template));
  const headers = { 'content-type': 'application/json' };
  const path = `/_index_template/fs-${scenario.index}`;
  const { status } = await scenario.elasticsearch.backend.answer({ method: 'PUT', path, headers, body });
  return status === 200;
}

test('failure-store: what is in it is delivered, counted, and warned of once', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  if (isReal && !(await makeStore(scenario))) return t.skip('the server has no failure store');
  // Counted here, since no backend in memory holds them.
  const stored = new Set<string>();
  if (!isReal)
    elasticsearch.inject = () => ({
      kind: 'items',
      choose: ({ id = '', source }) => {
        if (!/^\{"n":"x/.test(source)) return undefined;
        stored.add(id);
        return { status: 201, failure_store: 'used' };
      },
    });
  const container = scenario.docker.create({ name: 'prod1', labels: { 'logagent.format': 'json' } });
  for (let i = 0; i < 100; i++) {
    const log = i % 10 === 0 ? `{"n":"x${i}"}\n` : `line ${i}\n`;
    const time = `2026-08-06T14:00:00.1000000${String(i).padStart(2, '0')}Z`;
    container.writeRaw(`${JSON.stringify({ log, stream: 'stdout', time })}\n`);
  }
  const port = await freePort();
  const args = scenario.options(['--index']);
  const listen = ['--listen', `127.0.0.1:${port}`, '--json-fields', 'root'];
  const agent = scenario.run('--containers', '*', ...args, '--data-stream', scenario.index, ...listen);
  await waitFor(
    () => elasticsearch.accepted.size + stored.size >= 100,
    () => `100 documents${agent.tail()}`,
  );
  await agent.line(({ search }) => search === `${scenario.index}::failures`, 'the failure store');
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  assert.match(metrics, /^logagent_documents_failure_stored_total 10$/m);
  assert.match(metrics, /^logagent_documents_shipped_total 100$/m);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.equal(agent.lines.filter(({ msg }) => /failure store/.test(msg)).length, 1);
  assert.deepEqual(readDeadLetters(scenario.stateDir), []);
});
