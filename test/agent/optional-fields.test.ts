import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { Scenario } from '../support/scenario.ts';

const NAMES = ['container.id', 'log.file.path', 'log.offset'];

test('optional-fields: documents carry id, path and offset on wish', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('first');
  container.print('second');
  const agent = scenario.startAgent('prod1', '--optional-fields', NAMES.join());
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
  for (const source of (await scenario.documents()).values()) {
    assert.equal(field(source, 'container.id'), container.id);
    assert.equal(field(source, 'log.file.path'), container.logPath);
    assert.equal(typeof field(source, 'log.offset'), 'number');
  }
});

test('optional-fields: by default they carry none of them', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: 'prod1' }).print('first');
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
  for (const source of (await scenario.documents()).values())
    for (const name of NAMES) assert.equal(field(source, name), undefined);
});
