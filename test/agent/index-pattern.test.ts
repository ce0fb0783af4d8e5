import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const PATTERN = '-{container.label.app|other}-{@timestamp:yyyy.MM.dd}';

/** A scenario whose agents are given an index with fields, and what they are given. */
async function begin(t: Parameters<typeof Scenario.begin>[0]): Promise<[Scenario, string[]]> {
  const scenario = await Scenario.begin(t);
  scenario.searched = `${scenario.index}-*-*`;
  return [scenario, ['--index', `${scenario.index}${PATTERN}`]];
}

function write(container: FakeContainer, time: string, text: string): void {
  container.writeRaw(`${JSON.stringify({ log: `${text}\n`, stream: 'stdout', time })}\n`);
}

/** The index's documents as `message`, in the order of their times. Deleted after the test. */
async function messages(scenario: Scenario, index: string): Promise<string[]> {
  scenario.otherIndices.add(index);
  const documents = [...(await scenario.elasticsearch.backend.documents(index)).values()];
  const time = (source: object): string => String((source as Record<string, unknown>)['@timestamp']);
  return documents.toSorted((a, b) => time(a).localeCompare(time(b))).map(({ message }) => String(message));
}

async function accepted(scenario: Scenario, count: number): Promise<void> {
  await waitFor(
    () => scenario.elasticsearch.accepted.size >= count,
    () => `${count} documents${scenario.agents.at(-1)?.tail()}`,
  );
}

test('index-pattern: documents go by label and their own date, and read again they are not doubled', async (t) => {
  const [scenario, args] = await begin(t);
  const { elasticsearch, index } = scenario;
  const shop = scenario.docker.create({ name: 'shop', labels: { app: 'My Shop' } });
  const blog = scenario.docker.create({ name: 'blog' });
  write(shop, '2026-08-06T23:59:59.999999999Z', 'late');
  write(shop, '2026-08-07T00:00:00.000000001Z', 'early');
  blog.writeRaw('junk of a power failure\n');
  write(blog, '2026-08-06T14:00:00.1Z', 'hello');
  write(blog, '2026-08-07T14:00:00.1Z', 'again');
  const agent = scenario.startAgent('*', ...args);
  await accepted(scenario, 5);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  // Without its state it reads and sends everything again.
  rmSync(scenario.stateDir, { recursive: true });
  const second = scenario.startAgent('*', ...args);
  await waitFor(
    () => elasticsearch.seen.duplicates >= 5,
    () => `all once more${second.tail()}`,
  );
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  assert.deepEqual([elasticsearch.seen.created, elasticsearch.seen.duplicates], [5, 5]);
  assert.deepEqual(await messages(scenario, `${index}-my_shop-2026.08.06`), ['late']);
  assert.deepEqual(await messages(scenario, `${index}-my_shop-2026.08.07`), ['early']);
  assert.deepEqual(await messages(scenario, `${index}-other-2026.08.06`), [
    'junk of a power failure',
    'hello',
  ]);
  assert.deepEqual(await messages(scenario, `${index}-other-2026.08.07`), ['again']);
  const junk = [...(await scenario.documents()).values()].find((source) => field(source, 'event.malformed'));
  assert.equal(junk?.['@timestamp'], '2026-08-06T14:00:00.1Z');
});

test('index-pattern: killed in the middle, thousands of lines over many indices arrive once', async (t) => {
  const [scenario, args] = await begin(t);
  const containers = Array.from({ length: 10 }, (_, i) =>
    scenario.docker.create({ name: `c${i}`, labels: { app: `app${i % 3}` } }),
  );
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '.');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '.');
  for (const app of ['app0', 'app1', 'app2'])
    for (const day of [today, tomorrow]) scenario.otherIndices.add(`${scenario.index}-${app}-${day}`);
  for (const container of containers) for (let i = 0; i < 300; i++) container.print(`line ${i}`);
  const agent = scenario.startAgent('*', ...args, '--batch-bytes', '16kib');
  await accepted(scenario, 500);
  await agent.kill();
  for (const container of containers) for (let i = 0; i < 20; i++) container.print(`more ${i}`);
  const second = scenario.startAgent('*', ...args, '--batch-bytes', '16kib');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('a kill');
});

test('index-pattern: a container chooses by its label; a bad one is warned of once, and goes where others do', async (t) => {
  const scenario = await Scenario.begin(t);
  const { index } = scenario;
  const container = (name: string, label?: string): FakeContainer =>
    scenario.docker.create({ name, labels: label === undefined ? {} : { 'logagent.index': label } });
  container('audit', `${index}-audit`).print('one');
  container('dated', `${index}-{container.name}-{host.name}`).print('two');
  container('usual').print('three');
  container('bad', 'Not A Name').print('four');
  const agent = scenario.startAgent('*', '--host-name', 'node7');
  scenario.searched = `${index}*`;
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.deepEqual((await messages(scenario, `${index}-audit`)).length, 1);
  assert.deepEqual((await messages(scenario, `${index}-dated-node7`)).length, 1);
  assert.deepEqual((await messages(scenario, index)).length, 2);
  const warnings = agent.lines.filter(({ msg }) => /logagent\.index/.test(msg));
  assert.deepEqual(
    warnings.map(({ container: name, cause }) => [name, cause]),
    [['bad', '"Not A Name" is not a name Elasticsearch allows']],
  );
  const made = agent.lines.filter(({ msg }) => msg === 'Index template made, new indices have its types');
  assert.deepEqual(made.map(({ template }) => template).toSorted(), [
    `logagent-${index}`,
    `logagent-${index}-any-any`,
    `logagent-${index}-audit`,
  ]);
});

test('index-pattern: with --index-label ignore containers choose nothing', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker
    .create({ name: 'prod1', labels: { 'logagent.index': `${scenario.index}-audit` } })
    .print('one');
  const agent = scenario.startAgent('*', '--index-label', 'ignore');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.equal((await messages(scenario, scenario.index)).length, 1);
});

test('index-pattern: a dead letter keeps its own index, and is replayed into it', async (t) => {
  const [scenario, args] = await begin(t);
  const own = `${scenario.index}-shop-2026.08.06`;
  await scenario.elasticsearch.backend.createIndex(own, { auth: { type: 'long' } });
  const shop = scenario.docker.create({ name: 'shop', labels: { app: 'shop' } });
  const access = (user: string) =>
    `203.0.113.9 - ${user} [06/Aug/2026:14:03:09 +0000] "GET / HTTP/1.1" 200 5 "-" "x"`;
  write(shop, '2026-08-06T14:00:00.1Z', access('frank'));
  write(shop, '2026-08-06T14:00:00.2Z', access('7'));
  const agent = scenario.startAgent('*', ...args, '--on-refused', 'dead-letter');
  await waitFor(
    () => readDeadLetters(scenario.stateDir).length === 1 && scenario.elasticsearch.accepted.size === 1,
    () => `a dead letter and a document${agent.tail()}`,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.equal(readDeadLetters(scenario.stateDir)[0]?.index, own);
  await scenario.elasticsearch.backend.mendField(own, 'auth');
  const to = ['--state-dir', scenario.stateDir, '--elasticsearch', scenario.urls];
  const replay = scenario.run('dead', 'replay', '--all', ...to);
  assert.deepEqual(await replay.exited, { code: 0, signal: null }, replay.output);
  assert.equal((await messages(scenario, own)).length, 2);
});
