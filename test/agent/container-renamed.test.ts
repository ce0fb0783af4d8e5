import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';

function print(container: FakeContainer, lines = 20): void {
  for (let i = 0; i < lines; i++) container.print(`line ${i} of ${container.name}`);
}

/** Only events can find news in time. */
const NO_SCANS = ['--scan-interval', '10m'] as const;

test('container-renamed: into a wanted name, removed, and a new one under the same name', async (t) => {
  const scenario = await Scenario.begin(t);
  const first = scenario.docker.create({ name: 'candidate' });
  print(first);
  const agent = scenario.startAgent('prod1', ...NO_SCANS);
  await agent.line(({ msg }) => msg.startsWith('Waiting for a container'), 'that it waits for prod1');
  assert.equal(scenario.elasticsearch.accepted.size, 0);

  first.rename('prod1');
  await scenario.delivered();
  print(first);
  first.remove();
  const second = scenario.docker.create({ name: 'prod1' });
  print(second);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('renamed into prod1, removed, a new prod1');
  for (const source of (await scenario.documents()).values()) {
    assert.equal(field(source, 'container.name'), 'prod1');
  }
});

test('container-renamed: out of the wanted names, it is followed no more; back into them, it goes on', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', ...NO_SCANS);
  print(container);
  await scenario.delivered();
  container.rename('retired');
  await agent.line(({ msg }) => /is not read any more/.test(msg), 'that it is followed no more');
  const replacement = scenario.docker.create({ name: 'prod1' });
  container.writeRaw('{"log":"not asked for\\n","stream":"stdout","time":"2024-05-01T10:00:00Z"}\n');
  print(replacement);
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('renamed out of the wanted names');
});

test('container-renamed: between two wanted names, lines carry the name of their time', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'blue' });
  const agent = scenario.startAgent('blue,green', ...NO_SCANS);
  print(container);
  await scenario.delivered();
  container.rename('green');
  await agent.line(({ msg }) => msg === 'Container has a new name', 'the new name');
  print(container);
  await scenario.delivered();
  await agent.stop();
  const again = scenario.startAgent('green');
  print(container);
  await scenario.delivered();
  await again.stop();
  await scenario.assertDelivered('blue became green');
  const documents = [...(await scenario.documents()).values()];
  for (const source of documents) {
    const name = String(field(source, 'container.name'));
    assert.match(String(source.message), new RegExp(`^line \\d+ of ${name} `));
  }
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});
