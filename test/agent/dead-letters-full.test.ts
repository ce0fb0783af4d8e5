import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BulkDocument } from '../support/backend.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
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

  const purge = scenario.run('dead', 'purge', '--all', '--state-dir', stateDir);
  assert.deepEqual(await purge.exited, { code: 0, signal: null });
  const purged = Number(/Purged (\d+)/.exec(purge.output)?.[1]);
  await second.becomesReady();
  container.print('the last');
  await waitFor(
    () => readDeadLetters(stateDir).length === bad.length - purged && elasticsearch.accepted.size === 31,
    () =>
      `31 documents and ${bad.length - purged} letters; there are ${elasticsearch.accepted.size} and ` +
      `${readDeadLetters(stateDir).length}${second.tail()}`,
  );
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  const report = await scenario.audit();
  assert.deepEqual(report.lost, bad);
  scenario.say(
    { ...report, lost: [] },
    `${bad.length} refused, ${purged} of them purged, the others kept as dead letters`,
  );
  assert.deepEqual([report.doubled, report.wrong, report.misordered, report.foreign], [[], [], [], []]);
  for (const { document } of readDeadLetters(stateDir)) {
    assert.ok(bad.some(({ token }) => document.includes(token)));
  }
});
