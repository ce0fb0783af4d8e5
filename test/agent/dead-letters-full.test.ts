import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BulkDocument } from '../support/backend.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { freePort } from '../support/ports.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const MIB = 1024 * 1024;
const CONFLICT = { status: 400, error: { type: 'mapper_parsing_exception', reason: 'failed to parse' } };
const inConflict = ({ source }: BulkDocument) => (source.includes('in conflict') ? CONFLICT : undefined);

test('dead-letters-full: what is refused and cannot be kept waits, loudly and unready; after a purge it goes on', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, stateDir } = scenario;
  elasticsearch.inject = () => ({ kind: 'items', choose: inConflict });
  const container = scenario.docker.create({ name: 'prod1' });
  // 30 × 50 kB in conflict: 1.5 MB of letters where 1 MiB may be.
  const bad = Array.from({ length: 30 }, (_, i) => {
    container.print(`good ${i}`);
    return container.print(`in conflict ${'x'.repeat(50_000)}`);
  });
  const options = [
    '--dead-letters-max',
    '1mib',
    '--batch-bytes',
    '128kib',
    '--shutdown-timeout',
    '1s',
    '--listen',
    '127.0.0.1:0',
  ];
  const first = scenario.startAgent('prod1', ...options);
  await first.becomesUnready(/refused documents can't be kept: the dead letters are full/);
  const { remedy } = await first.line(
    ({ level, msg }) => level === 50 && /cannot be kept/.test(msg),
    'a loud error',
  );
  assert.match(String(remedy), /purge/);
  const kept = readDeadLetters(stateDir);
  const size = kept.reduce((sum, { document }) => sum + document.length, 0);
  assert.ok(size <= MIB, `${size} bytes of letters`);

  // A stop settles nothing that is kept nowhere.
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  const second = scenario.startAgent('prod1', ...options);
  await second.becomesUnready(/the dead letters are full/);

  // Those of a batch that has not settled are read again, and may become letters once more.
  const before = readDeadLetters(stateDir);
  const others = bad.filter(({ token }) => !before.some(({ document }) => document.includes(token)));
  const purge = scenario.run('dead', 'purge', '--all', '--state-dir', stateDir);
  assert.deepEqual(await purge.exited, { code: 0, signal: null });
  assert.equal(Number(/Purged (\d+)/.exec(purge.output)?.[1]), before.length);
  await second.becomesReady();
  container.print('the last');
  const missing = (): number => {
    const letters = readDeadLetters(stateDir);
    return others.filter(({ token }) => !letters.some(({ document }) => document.includes(token))).length;
  };
  await waitFor(
    () => missing() === 0 && elasticsearch.accepted.size === 31,
    () =>
      `31 documents and ${others.length} letters; there are ${elasticsearch.accepted.size}, and ` +
      `${missing()} letters are missing${second.tail()}`,
  );
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  const report = await scenario.audit();
  assert.deepEqual(report.lost, bad);
  scenario.say(
    { ...report, lost: [] },
    `${bad.length} refused, ${before.length} of them purged, the others kept as dead letters`,
  );
  assert.deepEqual([report.doubled, report.wrong, report.misordered, report.foreign], [[], [], [], []]);
  const letters = readDeadLetters(stateDir);
  assert.equal(new Set(letters.map(({ id }) => id)).size, letters.length);
  for (const { document } of letters) {
    assert.ok(bad.some(({ token }) => document.includes(token)));
  }
});

/** Two containers, one of which prints what is refused, and `--dead-letters-max` of 1 MiB, which is twice its share. */
async function twoContainers(t: TestContext, ...options: string[]) {
  const scenario = await Scenario.begin(t);
  scenario.elasticsearch.inject = () => ({ kind: 'items', choose: inConflict });
  const [bad, good] = ['bad', 'good'].map((name) => scenario.docker.create({ name }));
  assert.ok(bad !== undefined && good !== undefined);
  const port = await freePort();
  const agent = scenario.startAgent(
    '*',
    ...['--dead-letters-max', '1mib', '--batch-bytes', '64kib', '--listen', `127.0.0.1:${port}`],
    ...options,
  );
  const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return { scenario, bad, good, agent, metrics };
}

/** Prints a line that is refused and waits until it is a letter, `count` times. */
async function printRefused(scenario: Scenario, bad: FakeContainer, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { token } = bad.print(`in conflict ${'x'.repeat(50_000)}`);
    await waitFor(
      () => readDeadLetters(scenario.stateDir).some(({ document }) => document.includes(token)),
      () => `a letter with ${token}${scenario.agents.at(-1)?.tail()}`,
    );
  }
}

test('dead-letters-full: a container whose letters take their share is not read on, others are', async (t) => {
  const { scenario, bad, good, agent, metrics } = await twoContainers(t);
  // 11 × 50 kB are more than half of 1 MiB.
  await printRefused(scenario, bad, 11);
  bad.print('waits');
  const told = await agent.line(({ msg }) => /not read on, others are/.test(msg), 'an error that names it');
  assert.deepEqual([told.level, told.container], [50, 'bad']);
  for (let i = 0; i < 100; i++) good.print('goes on');
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 100,
    () => agent.tail(),
  );
  await agent.becomesUnready(/share of container bad, which is not read on; others are delivered/);
  assert.match(await metrics(), /^logagent_containers_held_back 1$/m);

  const purge = scenario.run('dead', 'purge', '--all', '--state-dir', scenario.stateDir);
  assert.deepEqual(await purge.exited, { code: 0, signal: null });
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 101,
    () => agent.tail(),
  );
  await agent.line(({ msg }) => /it is read on/.test(msg), 'the end of it');
  await agent.becomesReady();
  assert.match(await metrics(), /^logagent_containers_held_back 0$/m);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const report = await scenario.audit();
  scenario.say({ ...report, lost: [] }, '11 refused and purged, 101 delivered');
  assert.deepEqual(
    report.lost.map(({ token }) => token),
    bad.printed.slice(0, 11).map(({ token }) => token),
  );
});

test('dead-letters-full: with drop-oldest the oldest letters of the container that has most make room', async (t) => {
  const { scenario, bad, good, agent, metrics } = await twoContainers(
    t,
    '--dead-letters-full',
    'drop-oldest',
  );
  const few = good.print('in conflict, but few');
  await printRefused(scenario, bad, 30);
  good.print('goes on');
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 1,
    () => agent.tail(),
  );
  const letters = readDeadLetters(scenario.stateDir);
  assert.ok(letters.some(({ document }) => document.includes(few.token)));
  const kept = letters.length - 1;
  for (const { token } of bad.printed.slice(-kept)) {
    assert.ok(
      letters.some(({ document }) => document.includes(token)),
      token,
    );
  }
  assert.match(
    await metrics(),
    new RegExp(`^logagent_dead_letters_dropped_total\\{container="bad"\\} ${30 - kept}$`, 'm'),
  );
  const warning = agent.lines.find(({ msg }) => /were deleted/.test(String(msg)));
  assert.deepEqual([warning?.level, warning?.container], [40, 'bad']);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const report = await scenario.audit();
  scenario.say({ ...report, lost: [] }, `31 refused, ${30 - kept} of them dropped`);
});

test('dead-letters-full: a container that is not read on and is removed is named until its last lines are read or given up', async (t) => {
  const { scenario, bad, good, agent, metrics } = await twoContainers(
    t,
    ...['--scan-interval', '200ms', '--hold-deleted-max', '64kib'],
  );
  await printRefused(scenario, bad, 11);
  bad.print('waits');
  await agent.becomesUnready(/share of container bad, which is not read on; others are delivered/);
  bad.remove();
  // Its file is larger than what may be held.
  const told = await agent.line(({ msg }) => /were given up/.test(String(msg)), 'that its lines are lost');
  assert.deepEqual([told.level, told.container], [50, 'bad']);
  await agent.becomesReady();
  assert.match(await metrics(), /^logagent_containers_held_back 0$/m);

  // Who comes with its name is named again, and its letters still take their share.
  scenario.docker.create({ name: 'bad' }).print('waits too');
  await agent.becomesUnready(/share of container bad, which is not read on/);
  good.print('goes on');
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 1,
    () => agent.tail(),
  );
  const purge = scenario.run('dead', 'purge', '--all', '--state-dir', scenario.stateDir);
  assert.deepEqual(await purge.exited, { code: 0, signal: null });
  await agent.becomesReady();
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 2,
    () => agent.tail(),
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});
