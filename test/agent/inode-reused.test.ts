import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const make = combinedLines(seededRandom(35));

function print(container: FakeContainer, lines: number): void {
  for (let i = 0; i < lines; i++) container.printLine(make);
}

/** Rotates as with max-file=1; true when the new file has an inode that the log had before. */
function rotate(container: FakeContainer, seen: Set<number>): boolean {
  seen.add(fs.statSync(container.logPath).ino);
  container.rotate();
  return seen.has(fs.statSync(container.logPath).ino);
}

test('inode-reused: a new file with the inode of an old one is read from its beginning, the agent running or stopped', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 1 });
  const seen = new Set<number>();
  let reused = 0;
  for (let round = 0; round < 6; round++) {
    const agent = scenario.startAgent('prod1');
    // Longer than the file before, so that the saved offset lies within it.
    print(container, 20 + round * 30);
    await scenario.delivered();
    // From here on the agent has closed the old file, and its inode is free.
    if (rotate(container, seen)) reused++;
    print(container, 30 + round * 30);
    await scenario.delivered();
    if (round % 2 === 0) await agent.stop();
    else await agent.kill();
    if (rotate(container, seen)) reused++;
  }
  const agent = scenario.startAgent('prod1');
  print(container, 400);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${reused} of 12 files had the inode of an earlier one`);
});
