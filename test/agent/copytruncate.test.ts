import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const make = combinedLines(seededRandom(37));

function print(container: FakeContainer, lines: number): void {
  for (let i = 0; i < lines; i++) container.printLine(make);
}

/** logrotate's copytruncate: older copies are shifted, the log is copied and cut to nothing. */
function copyAndTruncate(container: FakeContainer): void {
  for (let age = 8; age >= 1; age--) {
    if (fs.existsSync(`${container.logPath}.${age}`))
      fs.renameSync(`${container.logPath}.${age}`, `${container.logPath}.${age + 1}`);
  }
  fs.copyFileSync(container.logPath, `${container.logPath}.1`);
  container.truncate();
}

/** Docker opens a log to append, and those after a rotation without: these keep their position, and begin with NULs. */
for (const writer of ['that appends', 'that keeps its position, so that the file begins with NUL bytes']) {
  test(`copytruncate: while the agent runs, by a writer ${writer}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1', maxFile: 10 });
    print(container, 20);
    if (writer !== 'that appends') container.rotate();
    const agent = scenario.startAgent('prod1');
    print(container, 1);
    await scenario.delivered();
    for (let round = 0; round < 4; round++) {
      // Not waited for: what is unread is in the copy alone.
      print(container, 100 + 50 * round);
      copyAndTruncate(container);
      print(container, 60 * round + 1);
      await scenario.delivered();
    }
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered('4 copies');
  });

  test(`copytruncate: while the agent is stopped, by a writer ${writer}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1', maxFile: 10 });
    print(container, 20);
    if (writer !== 'that appends') container.rotate();
    for (let round = 0; round < 3; round++) {
      const agent = scenario.startAgent('prod1');
      print(container, 50);
      await scenario.delivered();
      print(container, 30);
      if (round === 1) await agent.kill();
      else await agent.stop();
      print(container, 70);
      copyAndTruncate(container);
      print(container, 200 * round + 1);
    }
    const agent = scenario.startAgent('prod1');
    await scenario.delivered();
    await agent.stop();
    await scenario.assertDelivered('3 copies while stopped');
  });
}

/** How logrotate names old logs with `dateext`, `dateformat` and `extension .log`. */
const DATED: Readonly<Record<string, (logPath: string, day: number) => string>> = {
  'dates, as RHEL has them': (logPath, day) => `${logPath}-2026080${day}`,
  'dates and seconds': (logPath, day) => `${logPath}-2026080${day}-178597440${day}`,
  'dates before the extension': (logPath, day) => logPath.replace(/\.log$/, `-2026080${day}.log`),
};

for (const [names, nameOf] of Object.entries(DATED))
  test(`copytruncate: while the agent is stopped, with ${names}, the older one compressed`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    const agent = scenario.startAgent('prod1');
    print(container, 20);
    await scenario.delivered();
    await agent.stop();
    const copies = [1, 2].map((day) => {
      print(container, 30);
      const copy = nameOf(container.logPath, day);
      fs.copyFileSync(container.logPath, copy);
      container.truncate();
      return copy;
    });
    const [oldest = ''] = copies;
    fs.writeFileSync(`${oldest}.gz`, gzipSync(fs.readFileSync(oldest)));
    fs.rmSync(oldest);
    print(container, 10);
    const second = scenario.startAgent('prod1');
    await scenario.delivered();
    await second.stop();
    await scenario.assertDelivered('2 copies while stopped');
  });
