import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

const LABELS = { 'app.kubernetes.io/name': 'shop', '.hidden': 'yes', 'com.example.team': 'web' };

/** The labels that documents carry when the agent is started with these options. */
async function labels(scenario: Scenario, ...options: string[]): Promise<unknown> {
  scenario.docker.create({ name: 'prod1', labels: LABELS }).print('hello');
  const agent = scenario.startAgent('prod1', ...options);
  await scenario.delivered();
  await agent.stop();
  const [document] = [...(await scenario.documents()).values()];
  assert.ok(document !== undefined);
  return (document.container as { labels?: unknown }).labels;
}

test('labels: all of them by default, dots as underscores', async (t) => {
  const scenario = await Scenario.begin(t);
  assert.deepEqual(await labels(scenario), {
    'app_kubernetes_io/name': 'shop',
    _hidden: 'yes',
    com_example_team: 'web',
  });
});

test('labels: only those that a glob names', async (t) => {
  const scenario = await Scenario.begin(t);
  assert.deepEqual(await labels(scenario, '--labels', 'com.*,none'), { com_example_team: 'web' });
});
