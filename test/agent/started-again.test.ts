import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PART_BYTES } from '../support/docker-envelope.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** No time-out may decide here. */
const PATIENT = ['--partial-timeout', '10m', '--scan-interval', '200ms'] as const;
const LONG = 'x'.repeat(2 * PART_BYTES + 100);

for (const before of ['has not run before', 'has run before'])
  test(`started-again: a container that ${before} prints a long line before Docker notes that it runs: one document`, async (t) => {
    const scenario = await Scenario.begin(t);
    const runsFirst = before === 'has run before';
    const container = scenario.docker.create({ name: 'prod1', running: runsFirst });
    const agent = scenario.startAgent('prod1', ...PATIENT);
    if (runsFirst) {
      container.print('first run');
      container.print('y'.repeat(PART_BYTES - 1 - 16), { newline: false });
      container.stop();
      // Its last words are whole since it has stopped.
      await scenario.delivered();
    }
    container.beginProcess();
    const line = container.begin(LONG);
    line.part();
    // On the other stream: when it has arrived, the part has been read, and nothing is left to read.
    container.print('a short one', { stream: 'stderr' });
    await waitFor(
      () => scenario.waiting === 1,
      () => `the short line${agent.tail()}`,
    );
    line.part();
    container.print('another one', { stream: 'stderr' });
    await waitFor(
      () => scenario.waiting === 1,
      () => `the other short line${agent.tail()}`,
    );
    container.noteRunning();
    line.rest();
    await scenario.delivered();
    // It has ended: what it had begun is whole.
    container.print('z'.repeat(PART_BYTES - 1 - 16), { newline: false });
    container.stop();
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered('long lines around starts and ends');
  });
