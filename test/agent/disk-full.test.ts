import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { smallDisk } from '../support/full-disk.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('disk-full: offsets can no longer be saved: unready, reading stands still, and goes on when there is room', async (t) => {
  const scenario = await Scenario.begin(t);
  const disk = smallDisk(t);
  const state = ['--state-dir', join(disk.folder, 'state')];
  const container = scenario.docker.create({ name: 'prod1', maxSize: 100_000, maxFile: 30 });
  const make = combinedLines(seededRandom(41));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const options = [...state, '--listen', '127.0.0.1:0', '--scan-interval', '100ms'];
  const agent = scenario.startAgent('prod1', ...options);
  await scenario.delivered();
  await agent.becomesReady();

  disk.fill(agent);
  await waitFor(async () => {
    container.printLine(make);
    return (await agent.unready()) !== undefined;
  }, 'that offsets cannot be saved');
  assert.match((await agent.unready()) ?? '', /offsets cannot be saved/);
  await agent.line(({ level, remedy }) => level === 50 && /make room/.test(String(remedy)), 'a loud error');

  // What had been read is on its way; then nothing more is read, through ten scans and rotations.
  const { accepted } = scenario.elasticsearch;
  const before = accepted.size;
  const began = performance.now();
  for (let i = 0; i < 1000; i++) container.printLine(make);
  await waitFor(() => performance.now() - began > 1500, 'some scans');
  assert.ok(accepted.size <= before + 100, `${accepted.size - before} documents more`);
  assert.ok(agent.running);

  disk.makeRoom(agent);
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const { duplicates } = scenario.elasticsearch.seen;
  const second = scenario.startAgent('prod1', ...state);
  container.print('the last');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('state disk full for a while');
  assert.equal(scenario.elasticsearch.seen.duplicates, duplicates, 'offsets were saved again');
});

test('disk-full: killed while full: the next start says so, and goes on when there is room', async (t) => {
  const scenario = await Scenario.begin(t);
  const disk = smallDisk(t);
  const state = ['--state-dir', join(disk.folder, 'state')];
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(42));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const first = scenario.startAgent('prod1', ...state);
  await scenario.delivered();
  disk.fill(first);
  await waitFor(() => {
    container.printLine(make);
    return first.lines.some(({ msg }) => /Offsets cannot be saved/.test(msg));
  }, 'that offsets cannot be saved');
  await first.kill();
  for (let i = 0; i < 500; i++) container.printLine(make);

  const second = scenario.startAgent('prod1', ...state);
  disk.fill(second);
  const unsaved = (): boolean => second.lines.some(({ msg }) => /Offsets cannot be saved/.test(msg));
  await waitFor(() => !second.running || unsaved(), 'a start on a full disk');
  disk.makeRoom(second);
  if (!second.running) assert.match(second.output, /^State folder .* can't be written: .* make room/);
  const goingOn = second.running ? second : scenario.startAgent('prod1', ...state);
  await scenario.delivered();
  assert.deepEqual(await goingOn.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('killed while the disk was full');
});
