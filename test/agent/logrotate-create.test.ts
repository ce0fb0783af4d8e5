import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';

/** logrotate without copytruncate: Docker keeps its descriptor, and writes on to the file that was renamed. */
function renameAway({ logPath }: FakeContainer, to: string): void {
  fs.renameSync(logPath, to);
  fs.writeFileSync(logPath, '', { mode: 0o640 });
}

function print(container: FakeContainer, lines: number): void {
  for (let i = 0; i < lines; i++) container.print(`line ${i}`);
}

for (const suffix of ['.1', '-20260806', '-20260806-1785974400'])
  test(`logrotate-create: Docker writes on to the renamed file, -json.log${suffix}, and all of it arrives`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    const agent = scenario.startAgent('prod1', '--scan-interval', '1s');
    print(container, 2);
    await scenario.delivered();
    renameAway(container, container.logPath + suffix);
    for (let round = 0; round < 3; round++) {
      print(container, 2);
      await scenario.delivered();
    }
    await agent.kill();
    print(container, 2);
    const second = scenario.startAgent('prod1', '--scan-interval', '1s');
    await scenario.delivered();
    print(container, 2);
    await scenario.delivered();
    // Started again, Docker opens the log by its name.
    container.stop();
    container.start();
    print(container, 2);
    await scenario.delivered();
    assert.deepEqual(await second.stop(), { code: 0, signal: null });
    await scenario.assertDelivered('one rename, one kill');
  });
