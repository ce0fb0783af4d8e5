import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { good, key } from '../ship/certificates.ts';
import { Scenario } from '../support/scenario.ts';

test('wrong-address: http:// to a host that speaks TLS: unready with what to write, delivered when it is written so', async (t) => {
  const scenario = await Scenario.begin(t, { certificate: { key, cert: good } });
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('in time');
  const { url } = scenario.elasticsearch;
  const wrong = url.replace('https://', 'http://elastic:hunter2@');
  const agent = scenario.startAgent('prod1', '--elasticsearch', wrong, '--listen', '127.0.0.1:0');
  await agent.becomesUnready(/: the host speaks TLS, and is asked without; write https:\/\/ for this host/);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.doesNotMatch(agent.output, /hunter2/);
  const caFile = join(scenario.folder, 'ca.pem');
  writeFileSync(caFile, good);
  const right = scenario.startAgent('prod1', '--ca-file', caFile);
  await scenario.delivered();
  assert.deepEqual(await right.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('by https at last');
});
