import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentProcess } from '../support/agent-process.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const SHIFTED = { NODE_OPTIONS: `--import=${new URL('../support/shifted-clock.mjs', import.meta.url)}` };
const JUMPS = { 'an hour back': 'SIGUSR2', 'an hour ahead': 'SIGPIPE' } as const;

for (const [name, signal] of Object.entries(JUMPS)) {
  test(`clock-jumps: ${name}: time-outs, retries and reports go on as before, nothing lost`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch } = scenario;
    const container = scenario.docker.create({ name: 'prod1', maxSize: 30_000, maxFile: 50 });
    const make = combinedLines(seededRandom(51));
    const options = ['--partial-timeout', '8s', '--scan-interval', '200ms'];
    const agent = scenario.runWith(SHIFTED, '--containers', 'prod1', ...options, ...scenario.options());
    for (let i = 0; i < 300; i++) container.printLine(make);
    await scenario.delivered();

    // Down while the clock jumps: back-off must end all the same.
    await elasticsearch.refuse();
    for (let i = 0; i < 300; i++) container.printLine(make);
    await agent.line(({ msg }) => /does not take requests/.test(msg), 'that it is down');
    jump(agent, signal);
    await elasticsearch.listen();
    await scenario.delivered();

    // Of the time-out two looks and the work between them must be a small part, also on a busy machine.
    // One event is ended by its time-out, neither sooner nor an hour later; the other gets its rest in time.
    container.print('without a newline', { newline: false });
    await lookedAt();
    jump(agent, signal);
    await waitFor(
      () => scenario.waiting === 0,
      () => `the end of an event without a newline${agent.tail()}`,
    );
    const parts = container.begin('x'.repeat(20_000));
    parts.part();
    await lookedAt();
    jump(agent, signal);
    await lookedAt();
    assert.equal(scenario.waiting, 1, 'not ended by the jump');
    parts.rest();
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });

    const next = scenario.startAgent('prod1');
    container.print('the last');
    await scenario.delivered();
    await next.stop();
    await scenario.assertDelivered('the wall clock jumped three times');
    assert.equal(elasticsearch.seen.duplicates, 0);
  });
}

/** Unfinished events are looked at once a second, and nothing tells of it. */
async function lookedAt(): Promise<void> {
  const began = performance.now();
  await waitFor(() => performance.now() - began > 1200, 'a second');
}

function jump(agent: AgentProcess, signal: NodeJS.Signals): void {
  process.kill(agent.pid, signal);
}
