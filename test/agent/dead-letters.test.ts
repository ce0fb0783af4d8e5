import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { CLI } from '../support/agent-process.ts';
import { field } from '../support/audit.ts';
import type { BulkDocument } from '../support/backend.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const CONFLICT = {
  status: 400,
  error: { type: 'mapper_parsing_exception', reason: 'a \u001b[31mred\u001b[0m reason' },
};

/** A scenario whose cluster refuses every third document until the mapping is mended. */
async function withLetters(scenario: Scenario): Promise<{ mend: () => void; letters: number }> {
  const { elasticsearch } = scenario;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(61));
  for (let i = 0; i < 300; i++) container.printLine(make);
  const conflicting = new Set(container.printed.filter((_, i) => i % 3 === 0).map(({ token }) => token));
  const inConflict = ({ source }: BulkDocument) =>
    [...conflicting].some((token) => JSON.stringify(source).includes(token)) ? CONFLICT : undefined;
  elasticsearch.inject = () => ({ kind: 'items', choose: inConflict });
  const agent = scenario.startAgent('prod1');
  await waitFor(() => readDeadLetters(scenario.stateDir).length === 100, 'a hundred dead letters');
  await waitFor(() => elasticsearch.accepted.size === 200, 'the good ones');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  return { mend: () => conflicting.clear(), letters: conflicting.size };
}

test('dead-letters: listed and shown without commanding the terminal', async (t) => {
  const scenario = await Scenario.begin(t);
  await withLetters(scenario);
  const folder = ['--state-dir', scenario.stateDir];

  const list = scenario.run('dead', 'list', ...folder, '--limit', '99');
  assert.deepEqual(await list.exited, { code: 0, signal: null });
  assert.match(
    list.output,
    /^\S+\.0\.\d+ {2}\d{4}-\S+Z {2}logs-\S+ {2}400 {2}mapper_parsing_exception: a \\x1b\[31mred/m,
  );
  assert.match(list.output, /^1 more; --limit shows them\.$/m);
  assert.ok(!list.output.includes('\u001b'));

  const [letter] = readDeadLetters(scenario.stateDir);
  const show = scenario.run('dead', 'show', letter!.id, ...folder);
  assert.deepEqual(await show.exited, { code: 0, signal: null });
  assert.ok(show.output.includes(letter!.document), show.output);

  const unknown = scenario.run('dead', 'show', 'nobody.7', ...folder);
  assert.deepEqual(await unknown.exited, { code: 1, signal: null });
  assert.match(unknown.output, /^No dead letter has the id nobody\.7\.$/m);
  const dashed = scenario.run('dead', 'show', '-Bux_M-Xl-HHxD6q.0.951000038', ...folder);
  assert.deepEqual(await dashed.exited, { code: 1, signal: null });
  assert.match(dashed.output, /^No dead letter has the id -Bux_M-Xl-HHxD6q\.0\.951000038\.$/m);
});

test('dead-letters: replay before the mapping is mended keeps them, after it delivers each once', async (t) => {
  const scenario = await Scenario.begin(t);
  const { mend, letters } = await withLetters(scenario);
  const { '--state-dir': folder, '--elasticsearch': url } = {
    '--state-dir': scenario.stateDir,
    '--elasticsearch': scenario.elasticsearch.url,
  };
  const replay = (...words: string[]) =>
    scenario.run('dead', 'replay', ...words, '--state-dir', folder, '--elasticsearch', url);

  const early = replay('--all');
  assert.deepEqual(await early.exited, { code: 1, signal: null });
  assert.match(early.output, /^Delivered 0 dead letters, 100 were refused again, 0 could not be sent\.$/m);
  assert.equal(readDeadLetters(folder).length, letters);

  mend();
  const [first] = readDeadLetters(folder);
  const one = replay(first!.id);
  assert.deepEqual(await one.exited, { code: 0, signal: null }, one.output);
  assert.equal(readDeadLetters(folder).length, letters - 1);

  // Sent while an agent uses the same state, and with a reply lost: still each once.
  const agent = scenario.startAgent('prod1');
  scenario.elasticsearch.inject = ({ number }) => (number % 2 === 0 ? undefined : { kind: 'reply-lost' });
  const all = replay('--all');
  assert.deepEqual(await all.exited, { code: 0, signal: null });
  assert.match(all.output, /^Delivered 99 dead letters, 0 were refused again, 0 could not be sent\.$/m);
  assert.deepEqual(readDeadLetters(folder), []);
  await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('100 dead letters replayed');
});

test('dead-letters: refused by the mapping of the index, replayed after it was mended: each once, over one connection', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index, stateDir } = scenario;
  await elasticsearch.backend.createIndex(index, { auth: { type: 'long' } });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(62));
  for (let i = 0; i < 2000; i++) container.printLine(make);
  const refused = container.printed.filter(({ fields }) => fields?.auth !== undefined).length;
  assert.ok(refused > 200, `${refused} in conflict with the mapping`);
  const agent = scenario.startAgent('prod1', '--on-refused', 'dead-letter');
  await waitFor(() => readDeadLetters(stateDir).length === refused, `${refused} dead letters`);
  await waitFor(() => elasticsearch.accepted.size === 2000 - refused, 'the good ones');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });

  await elasticsearch.backend.mendField(index, 'auth');
  let connections = 0;
  elasticsearch.onConnection = () => {
    connections++;
  };
  const replay = scenario.run(
    'dead',
    'replay',
    '--all',
    '--state-dir',
    stateDir,
    '--elasticsearch',
    elasticsearch.url,
  );
  assert.deepEqual(await replay.exited, { code: 0, signal: null });
  assert.match(
    replay.output,
    new RegExp(`^Delivered ${refused} dead letters, 0 were refused again, 0 `, 'm'),
  );
  assert.deepEqual([connections, elasticsearch.seen.duplicates], [1, 0]);
  await scenario.assertDelivered(`${refused} dead letters replayed after the mapping was mended`);
});

test('dead-letters: replay to a cluster that is down says so and keeps them', async (t) => {
  const scenario = await Scenario.begin(t);
  const { letters } = await withLetters(scenario);
  await scenario.elasticsearch.refuse();
  const options = ['--state-dir', scenario.stateDir, '--elasticsearch', scenario.elasticsearch.url];
  const replay = scenario.run('dead', 'replay', '--all', ...options, '--shutdown-timeout', '500ms');
  assert.deepEqual(await replay.exited, { code: 1, signal: null });
  assert.match(replay.output, /^Delivered 0 dead letters, 0 were refused again, 100 could not be sent\.$/m);
  assert.match(replay.output, /connection refused/);
  assert.equal(readDeadLetters(scenario.stateDir).length, letters);
});

test('dead-letters: purge forgets the named ones, or all', async (t) => {
  const scenario = await Scenario.begin(t);
  const { letters } = await withLetters(scenario);
  const folder = ['--state-dir', scenario.stateDir];
  const [first] = readDeadLetters(scenario.stateDir);
  const neither = scenario.run('dead', 'purge', ...folder);
  assert.deepEqual(await neither.exited, { code: 1, signal: null });
  assert.match(neither.output, /Name the ids of dead letters, or all of them with --all\./);
  const one = scenario.run('dead', 'purge', first!.id, ...folder);
  assert.deepEqual(await one.exited, { code: 0, signal: null });
  assert.equal(readDeadLetters(scenario.stateDir).length, letters - 1);
  const all = scenario.run('dead', 'purge', '--all', ...folder);
  assert.deepEqual(await all.exited, { code: 0, signal: null });
  assert.match(all.output, /^Purged 99 dead letters\.$/m);
  assert.deepEqual(readDeadLetters(scenario.stateDir), []);
});

test('dead-letters: a folder without state is named', async (t) => {
  const scenario = await Scenario.begin(t);
  const list = scenario.run('dead', 'list', '--state-dir', scenario.folder);
  assert.deepEqual(await list.exited, { code: 1, signal: null });
  assert.match(list.output, /^There is no state in \S+\. Name the agent's folder with --state-dir\.$/m);
});

test('dead-letters: a list that is read to its tenth line only, or goes to a full disk, ends without a stack', async (t) => {
  const scenario = await Scenario.begin(t);
  await withLetters(scenario);
  for (const [to, code, told] of [
    ['| head -n 10 >/dev/null', 0, /^$/],
    ['>/dev/full', 1, /^Standard output can't be written: ENOSPC.*\n$/],
  ] as const) {
    const words = [process.execPath, CLI, 'dead', 'list', '--state-dir', scenario.stateDir];
    const shell = spawn('bash', ['-c', `set -o pipefail; "$@" ${to}`, 'bash', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const [exitCode] = await once(shell, 'close');
    assert.deepEqual([to, exitCode], [to, code], errors);
    assert.match(errors, told);
  }
});

test('dead-letters: grouped by reason and container, replayed with their text only and to another index', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index, stateDir } = scenario;
  await elasticsearch.backend.createIndex(index, { auth: { type: 'long' } });
  const make = combinedLines(seededRandom(63));
  const containers = ['prod1', 'prod2'].map((name) => scenario.docker.create({ name }));
  for (let i = 0; i < 200; i++) for (const container of containers) container.printLine(make);
  const printed = containers.flatMap((container) => container.printed);
  const refused = printed.filter(({ fields }) => fields?.auth !== undefined).length;
  const agent = scenario.startAgent('prod*', '--on-refused', 'dead-letter');
  await waitFor(() => readDeadLetters(stateDir).length === refused, `${refused} dead letters`);
  await waitFor(() => elasticsearch.accepted.size === printed.length - refused, 'the good ones');
  await agent.stop();

  const list = async (...args: string[]) => {
    const command = scenario.run('dead', 'list', '--state-dir', stateDir, ...args);
    assert.deepEqual(await command.exited, { code: 0, signal: null }, command.output);
    return command.output;
  };
  assert.match(await list('--by', 'reason'), new RegExp(`^${refused}  \\S+ to \\S+  400 .*\\[auth\\]`));
  const groups = (await list('--by', 'container', '--json'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; letters: number });
  assert.deepEqual(groups.map(({ name }) => name).sort(), ['prod1', 'prod2']);
  assert.equal(groups[0]!.letters + groups[1]!.letters, refused);

  const replay = (...args: string[]) =>
    scenario.run('dead', 'replay', '--state-dir', stateDir, '--elasticsearch', scenario.urls, ...args);
  const [first = ''] = readDeadLetters(stateDir).map(({ id }) => id);
  const other = `${index}-other`;
  t.after(() => elasticsearch.backend.deleteIndex(other));
  assert.deepEqual(await replay(first, '--index', other).exited, { code: 0, signal: null });
  const there = await elasticsearch.backend.documents(other);
  assert.deepEqual([...there.keys()], [first]);
  const simple = replay('--all', '--as-message');
  assert.deepEqual(await simple.exited, { code: 0, signal: null }, simple.output);
  assert.deepEqual(readDeadLetters(stateDir), []);
  const documents = [...(await scenario.documents()).values()];
  assert.equal(documents.length, printed.length - 1);
  assert.equal(
    documents.filter((source) => field(source, 'event.kind') === 'pipeline_error').length,
    refused - 1,
  );
});
