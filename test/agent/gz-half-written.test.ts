import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const OLD = 2000;
const make = combinedLines(seededRandom(33));

/** A compressed sibling of which the second half is still to come. */
function begin(scenario: Scenario): { container: FakeContainer; path: string; rest: Buffer } {
  const container = scenario.docker.create({ name: 'prod1', maxFile: 5, compress: true });
  for (let i = 0; i < OLD; i++) container.printLine(make);
  container.rotate();
  container.finishCompression();
  for (let i = 0; i < 50; i++) container.printLine(make);
  const path = `${container.logPath}.1.gz`;
  const whole = fs.readFileSync(path);
  fs.writeFileSync(path, whole.subarray(0, whole.length >> 1));
  return { container, path, rest: whole.subarray(whole.length >> 1) };
}

for (const end of ['running', 'killed'] as const) {
  test(`gz-half-written: its trailer is waited for, ${end === 'running' ? 'the agent running' : 'over a SIGKILL'}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { path, rest } = begin(scenario);
    const { accepted } = scenario.elasticsearch;
    const options = ['--scan-interval', '200ms'];
    let agent = scenario.startAgent('prod1', ...options);
    await waitFor(
      () => accepted.size > OLD / 4,
      () => `what decodes of the first half delivered${agent.tail()}`,
    );
    assert.ok(accepted.size < OLD, 'nothing newer comes before the rest of it');
    if (end === 'killed') {
      await agent.kill();
      agent = scenario.startAgent('prod1', ...options);
      await agent.line(({ msg }) => msg === 'Agent started', 'its start');
    }
    fs.appendFileSync(path, rest.subarray(0, rest.length >> 1));
    await waitFor(
      () => accepted.size > OLD / 2,
      () => `what decodes of three quarters delivered${agent.tail()}`,
    );
    fs.appendFileSync(path, rest.subarray(rest.length >> 1));
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered('a compressed file that came in three pieces');
  });
}
