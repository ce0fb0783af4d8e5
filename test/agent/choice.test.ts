import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';

const composed = (service: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
});

/** Nothing of it may arrive. */
function whisper(container: FakeContainer): void {
  container.writeRaw('{"log":"not asked for\\n","stream":"stdout","time":"2024-05-01T10:00:00Z"}\n');
}

test('choice: by Compose service, glob and set; an option and a label leave out; through renames and a kill', async (t) => {
  const scenario = await Scenario.begin(t);
  const { docker } = scenario;
  const replacing = docker.create({ name: '249662c60a09_shop-web-1', labels: composed('web') });
  const wanted = [
    replacing,
    docker.create({ name: 'own-name', labels: composed('api') }),
    docker.create({ name: 'job-1' }),
    docker.create({ name: 'job-2', labels: { 'logagent.exclude': 'false' } }),
    docker.create({ name: 'x9' }),
  ];
  const others = [
    docker.create({ name: 'shop-db-1', labels: composed('db') }),
    docker.create({ name: 'shop-web-9', labels: { ...composed('web'), 'logagent.exclude': 'true' } }),
    docker.create({ name: 'job-3' }),
    docker.create({ name: 'd9' }),
    docker.create({ name: 'x8' }),
  ];
  const choice = ['compose:shop/{web,api,db},job-{1,2},[!d]?', '--exclude', 'shop-db-*,x[!9]'] as const;
  const agent = scenario.startAgent(...choice, '--scan-interval', '200ms');
  for (const other of others) whisper(other);
  for (const container of wanted) container.print('a line');
  await scenario.delivered();
  replacing.rename('shop-web-1');
  for (const container of wanted) container.print('another line');
  await scenario.delivered();
  await agent.kill();
  const second = scenario.startAgent(...choice, '--scan-interval', '200ms');
  for (const container of wanted) container.print('one more');
  // Out of the choice and back again.
  const job = wanted[2];
  assert.ok(job);
  await scenario.delivered();
  job.rename('job-3');
  await second.line(({ msg }) => /is not read any more/.test(String(msg)), 'that it is left');
  job.rename('job-1');
  job.print('the last one');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('two renames, one kill');
  const names = [...(await scenario.documents()).values()].map((source) => field(source, 'container.name'));
  for (const other of others) assert.ok(!names.includes(other.name), other.name);
});

test('choice: a glob that is none ends the start with a sentence', async (t) => {
  const scenario = await Scenario.begin(t);
  const agent = scenario.startAgent('*,!db1');
  assert.deepEqual(await agent.exited, { code: 1, signal: null });
  assert.match(agent.output, /--containers: "!db1" leaves nothing out\. Give --exclude db1 for that\./);
});
