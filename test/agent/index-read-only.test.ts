import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const ERROR = 50;
const BLOCKS: Readonly<Record<string, { status: number; reason: string }>> = {
  'by an operator': { status: 403, reason: 'index [logs] blocked by: [FORBIDDEN/5/index read-only (api)];' },
  'by the flood stage of the disk': {
    status: 429,
    reason:
      'index [logs] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
  },
};

for (const [name, { status, reason }] of Object.entries(BLOCKS)) {
  test(`index-read-only: set ${name}, then lifted: unready meanwhile, no dead letter, nothing lost`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch } = scenario;
    const container = scenario.docker.create({ name: 'prod1' });
    const make = combinedLines(seededRandom(26));
    for (let i = 0; i < 500; i++) container.printLine(make);
    const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--listen', '127.0.0.1:0');
    await scenario.delivered();

    let blocked = 0;
    elasticsearch.inject = ({ documents }) => {
      blocked += documents.length;
      return {
        kind: 'items',
        choose: () => ({ status, error: { type: 'cluster_block_exception', reason } }),
      };
    };
    for (let i = 0; i < 1000; i++) container.printLine(make);
    await agent.becomesUnready(/read-only.*lift it in the index settings/);
    await waitFor(
      () => blocked > 300,
      () => `more than one try; ${blocked} documents sent`,
    );
    await agent.line(({ level }) => level >= ERROR, 'a loud error');
    const errors = agent.lines.filter(({ level }) => level >= ERROR);
    assert.equal(errors.length, 1, JSON.stringify(errors));

    elasticsearch.inject = () => undefined;
    await scenario.delivered();
    await agent.becomesReady();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered(`${blocked.toLocaleString('en')} documents sent into the block`);
    assert.equal(elasticsearch.seen.duplicates, 0);
  });
}
