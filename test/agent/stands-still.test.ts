import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

const WARN = 40;
const unavailable = {
  status: 503,
  error: {
    type: 'unavailable_shards_exception',
    reason: '[logs][0] primary shard is not active Timeout: [1m], request: [BulkShardRequest ...]',
  },
};

test('stands-still: requests are taken and not answered, as with a red index: unready within ten seconds, a warning, and all is well with the first answer', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  container.print('before');
  await scenario.delivered();
  await agent.becomesReady();
  const goOn = elasticsearch.hang();
  for (let i = 0; i < 100; i++) container.print(`line ${i}`);
  const printed = performance.now();
  await agent.becomesUnready(
    /no document has been acknowledged for \d+ s though 100 wait: requests are sent/,
  );
  const seconds = (performance.now() - printed) / 1000;
  assert.ok(seconds < 20, `${seconds} s on a busy machine`);
  const { health } = await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  assert.match(await (await fetch(`${health}/metrics`)).text(), /^logagent_ready 0$/m);
  const warning = await agent.line(({ msg }) => msg.startsWith('No document is acknowledged'), 'a warning');
  assert.equal(warning.level, WARN);
  assert.match(String(warning.remedy), /_cluster\/health/);
  goOn();
  await scenario.delivered();
  await agent.becomesReady();
  await agent.line(({ msg }) => msg === 'Documents are acknowledged again', 'that it goes on');
  assert.match(await (await fetch(`${health}/metrics`)).text(), /^logagent_ready 1$/m);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`no answers for a while, unready after ${seconds.toFixed(1)} s`);
});

test('stands-still: each document is answered that its shard is not there: unready with that reason', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  elasticsearch.inject = () => ({ kind: 'items', choose: () => unavailable });
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 20; i++) container.print(`line ${i}`);
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  await agent.becomesUnready(
    /20 wait: http:\S+ unavailable_shards_exception: \[logs\]\[0\] primary shard is not/,
  );
  elasticsearch.inject = () => undefined;
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('a shard that was not there');
});
