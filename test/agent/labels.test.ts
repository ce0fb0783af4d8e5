import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

const LABELS = { 'app.kubernetes.io/name': 'shop', '.hidden': 'yes', 'com.example.team': 'web' };
/** Of an image and of Compose, which nobody charts by. */
const LONG_LABELS = {
  'com.docker.compose.config-hash': 'c0ffee',
  'com.docker.compose.project.working_dir': '/srv/shop',
  'org.opencontainers.image.source': 'https://example.com/shop',
  'desktop.docker.io/ports/80/tcp': ':8080',
};

/** The labels that documents carry when the agent is started with these options. */
async function labels(scenario: Scenario, ...options: string[]): Promise<unknown> {
  scenario.docker
    .create({ name: 'prod1', labels: { ...LABELS, ...LONG_LABELS, 'com.docker.compose.service': 'web' } })
    .print('hello');
  const agent = scenario.startAgent('prod1', ...options);
  await scenario.delivered();
  await agent.stop();
  const [document] = [...(await scenario.documents()).values()];
  assert.ok(document !== undefined);
  return (document.container as { labels?: unknown }).labels;
}

test('labels: by default all but the long ones of Compose and images, dots as underscores', async (t) => {
  const scenario = await Scenario.begin(t);
  assert.deepEqual(await labels(scenario), {
    'app_kubernetes_io/name': 'shop',
    _hidden: 'yes',
    com_example_team: 'web',
    com_docker_compose_service: 'web',
  });
});

test('labels: all of them on wish', async (t) => {
  const scenario = await Scenario.begin(t);
  const found = await labels(scenario, '--labels', '*');
  assert.equal(Object.keys(found as object).length, 8);
});

test('labels: only those that a glob names', async (t) => {
  const scenario = await Scenario.begin(t);
  assert.deepEqual(await labels(scenario, '--labels', 'com.*,none,!com.docker.*'), {
    com_example_team: 'web',
  });
});
