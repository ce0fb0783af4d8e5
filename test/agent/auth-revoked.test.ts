import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const ERROR = 50;

for (const [status, remedy] of [
  [401, /check the user and password/],
  [403, /grant the user or API key/],
] as const) {
  test(`auth-revoked: ${status} in the middle of a run: one loud error with the remedy, unready, nothing lost`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch } = scenario;
    const container = scenario.docker.create({ name: 'prod1' });
    const make = combinedLines(seededRandom(25));
    for (let i = 0; i < 500; i++) container.printLine(make);
    const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--listen', '127.0.0.1:0');
    await scenario.delivered();
    await agent.becomesReady();

    let refused = 0;
    elasticsearch.inject = () => {
      refused++;
      return { kind: 'status', status };
    };
    for (let i = 0; i < 1000; i++) container.printLine(make);
    await agent.becomesUnready(remedy);
    await waitFor(
      () => refused >= 5,
      () => `5 tries; there were ${refused}`,
    );
    assert.ok(agent.running);
    await agent.line(({ level }) => level >= ERROR, 'a loud error');
    const errors = agent.lines.filter(({ level }) => level >= ERROR);
    assert.equal(errors.length, 1, JSON.stringify(errors));
    assert.match(String(errors[0]?.remedy), remedy);

    elasticsearch.inject = () => undefined;
    await scenario.delivered();
    await agent.becomesReady();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered(`${refused} requests answered ${status}`);
    assert.equal(elasticsearch.seen.duplicates, 0);
  });
}
