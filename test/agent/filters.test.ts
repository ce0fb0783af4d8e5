import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { seededRandom } from '../support/lines.ts';
import { freePort } from '../support/ports.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const SECRETS = [
  'joe@shop.example',
  '4111111111111111',
  'c2VjcmV0',
  'pass-word-of-joe',
  '203.0.113.77',
  'pin-1234',
];
const KILLS = 10;

/** Lines with all of the secrets, of which one in three does not fit the mapping. */
function lineWithSecrets(i: number): string {
  const [email, card, token, password, ip, pin] = SECRETS;
  if (i % 3 === 0)
    return `${ip} - - [10/Jun/2024:06:13:20 +0000] "GET /${i}?mail=${email}&${pin} HTTP/1.1" 200 5 "-" "Bearer ${token}"`;
  if (i % 3 === 1)
    // Not JSON: something stands behind it.
    return JSON.stringify({ i, n: 'no number', password, to: [email], card: Number(card), from: ip, pin });
  return `${i} paid by ${email} with ${card}, Authorization: Bearer ${token} from ${ip} ${pin}`;
}

test('filters: secrets are in no document, simple form, dead letter, log or file of the state', async (t) => {
  const scenario = await Scenario.begin(t);
  const { backend } = scenario.elasticsearch;
  await backend.createIndex(scenario.index, { agent: { type: 'long' } });
  const container = scenario.docker.create({ name: 'prod1', labels: { owner: SECRETS[0]! } });
  for (let i = 0; i < 300; i++) container.print(lineWithSecrets(i));
  const port = await freePort();
  const redacting = [
    '--redact',
    'cards,emails,ips,tokens',
    '--redact-fields',
    'password',
    '--redact-pattern',
    'pin-\\d+',
  ];
  const agent = scenario.startAgent(
    'prod1',
    ...redacting,
    '--add',
    'env=prod',
    '--drop',
    'container.image',
    '--listen',
    `127.0.0.1:${port}`,
  );
  await scenario.delivered();
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await agent.stop();

  // And with nothing that fits at all: each line a dead letter.
  const letters = await Scenario.begin(t);
  await letters.elasticsearch.backend.createIndex(letters.index, { message: { type: 'long' } });
  const other = letters.docker.create({ name: 'prod2' });
  other.print(lineWithSecrets(2));
  const second = letters.startAgent('prod2', ...redacting);
  await waitFor(
    () => readDeadLetters(letters.stateDir).length === 1,
    () => second.tail(),
  );
  await second.stop();

  const documents = [...(await scenario.documents()).values()];
  assert.equal(documents.length, 300);
  assert.equal(documents.filter((each) => field(each, 'event.kind') === 'pipeline_error').length, 100);
  for (const each of documents) {
    assert.equal(field(each, 'env'), 'prod');
    assert.equal(field(each, 'container.image'), undefined);
  }
  const files = [scenario, letters].flatMap(({ stateDir }) =>
    readdirSync(stateDir, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(stateDir, name), 'latin1')),
  );
  const told = [
    JSON.stringify(documents),
    JSON.stringify([...agent.lines, ...second.lines]),
    metrics,
    ...files,
  ];
  for (const secret of SECRETS)
    assert.ok(
      told.every((text) => !text.includes(secret)),
      secret,
    );
  assert.match(metrics, /^logagent_secrets_redacted_total\{container="prod1",kind="emails"\} [1-9]/m);
  assert.match(metrics, /^logagent_secrets_redacted_total\{container="prod1",kind="fields"\} 100$/m);
});

test('filters: what is left out settles, and is counted', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 100; i++) container.print(i % 2 === 0 ? `good ${i}` : `GET /health ${i}`);
  const port = await freePort();
  const agent = scenario.startAgent('prod1', '--exclude-lines', '/health', '--listen', `127.0.0.1:${port}`);
  const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 50,
    () => agent.tail(),
  );
  await waitFor(async () => /^logagent_lag_bytes 0$/m.test(await metrics()), 'all bytes settled');
  assert.match(
    await metrics(),
    /^logagent_events_left_out_total\{container="prod1",reason="exclude-lines"\} 50$/m,
  );
  await agent.stop();
  const again = scenario.startAgent('prod1', '--exclude-lines', '/health');
  container.print('good again');
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 51,
    () => again.tail(),
  );
  await again.stop();
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});

test(`filters: a sample over ${KILLS} SIGKILLs and rotations has the events that one without them has, each once`, async (t) => {
  const scenario = await Scenario.begin(t);
  const random = seededRandom(5);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 1000 });
  const sampled = ['--sample', '1/3', '--redact', 'emails'];
  const small = ['--batch-bytes', '16kib', '--budget', '256kib'];
  let number = 0;
  const write = () => {
    container.print(`event ${++number} of joe@shop.example`);
    if (random() < 0.01) container.rotate();
  };
  for (let kills = 0; kills < KILLS; kills++) {
    const agent = scenario.startAgent('prod1', ...sampled, ...small);
    const enough = scenario.elasticsearch.accepted.size + 20;
    for (let i = 0; i < 200; i++) write();
    await waitFor(
      () => scenario.elasticsearch.accepted.size >= enough,
      () => agent.tail(),
    );
    await agent.kill();
  }
  const port = await freePort();
  const last = scenario.startAgent('prod1', ...sampled, '--listen', `127.0.0.1:${port}`);
  const isDone = async (at: number) =>
    /^logagent_lag_bytes 0$/m.test(
      await (await fetch(`http://127.0.0.1:${at}/metrics`)).text().catch(() => ''),
    );
  await waitFor(
    () => isDone(port).catch(() => false),
    () => last.tail(),
  );
  await last.stop();
  const after = scenario.elasticsearch.seen.duplicates;

  const other = `${scenario.index}-2`;
  scenario.otherIndices.add(other);
  const anew = ['--state-dir', join(scenario.folder, 'state2'), '--index', other];
  const whole = scenario.startAgent('prod1', ...sampled, ...anew, '--listen', `127.0.0.1:${port}`);
  await waitFor(
    () => isDone(port).catch(() => false),
    () => whole.tail(),
  );
  await whole.stop();
  const messages = async (index: string) =>
    [...(await scenario.elasticsearch.backend.documents(index)).values()]
      .map((each) => String(field(each, 'message')))
      .toSorted();
  const found = await messages(scenario.index);
  t.diagnostic(`${found.length} of ${number} events, ${after} sent twice and stored once`);
  assert.ok(found.length > number / 4 && found.length < number / 2.4);
  assert.equal(new Set(found).size, found.length);
  assert.deepEqual(await messages(other), found);
});
