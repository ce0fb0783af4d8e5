import assert from 'node:assert/strict';
import { readFileSync, truncateSync } from 'node:fs';
import { test } from 'node:test';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const make = combinedLines(seededRandom(71));
const KEPT = 20;

function print(container: FakeContainer, lines: number): void {
  for (let i = 0; i < lines; i++) container.printLine(make);
}

/** Leaves the file its first lines, as `truncate -s` does. */
function cut({ logPath }: FakeContainer): void {
  const lines = readFileSync(logPath).toString('latin1').split('\n').slice(0, KEPT);
  truncateSync(logPath, lines.join('\n').length + 1);
}

async function assertNothingLost(scenario: Scenario, what: string): Promise<void> {
  const { lost, doubled, wrong, foreign, ...report } = await scenario.audit();
  scenario.say({ ...report, lost, doubled, wrong, foreign, misordered: [] }, what);
  assert.deepEqual({ lost, doubled, wrong, foreign }, { lost: [], doubled: [], wrong: [], foreign: [] });
}

test('truncated-to-some-lines: while the agent runs, new lines behind the cut come, none twice', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1');
  print(container, 100);
  await scenario.delivered();
  // Shorter than before, about as long, much longer.
  const rounds = [10, 79, 80, 81, 400];
  for (const lines of rounds) {
    cut(container);
    print(container, lines);
    await scenario.delivered();
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await assertNothingLost(scenario, `cut to ${KEPT} lines ${rounds.length} times`);
});

test('truncated-to-some-lines: while batches are on their way', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  scenario.elasticsearch.inject = () => ({ kind: 'slow', milliseconds: 300 });
  const agent = scenario.startAgent('prod1', '--batch-bytes', '4kib');
  for (let round = 0; round < 4; round++) {
    print(container, 60);
    await scenario.delivered();
    cut(container);
    print(container, 60);
  }
  await scenario.delivered();
  await agent.kill();
  const again = scenario.startAgent('prod1');
  print(container, 10);
  await scenario.delivered();
  assert.deepEqual(await again.stop(), { code: 0, signal: null });
  await assertNothingLost(scenario, 'cut while batches were on their way, and killed');
});

test('truncated-to-some-lines: while the agent is stopped', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  print(container, 100);
  const rounds = [10, 80, 400];
  for (const lines of rounds) {
    const agent = scenario.startAgent('prod1');
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    cut(container);
    print(container, lines);
  }
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  await agent.stop();
  assert.match(agent.output, /Log file has lost its end/);
  await assertNothingLost(scenario, `cut to ${KEPT} lines ${rounds.length} times while stopped`);
});
