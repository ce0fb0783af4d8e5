import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedRefusals } from '../ship/recorded-replies.ts';
import type { Fault } from '../support/fault.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const illegal = (reason: string): Fault => ({
  kind: 'items',
  choose: () => ({ status: 400, error: { type: 'illegal_argument_exception', reason } }),
});

const MISTAKES: readonly [string, Fault, RegExp][] = [
  [
    'an alias of several indices without a write index',
    illegal(
      'no write index is defined for alias [logs]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index',
    ),
    /give the alias one write index/,
  ],
  [
    'the same, as Elasticsearch 7.6 says it of whole requests',
    { kind: 'status', ...recordedRefusals.noWriteIndex },
    /give the alias one write index/,
  ],
  [
    'an ingest pipeline that does not exist',
    illegal('pipeline with id [x] does not exist'),
    /create the ingest pipeline/,
  ],
  [
    'an ingest pipeline that fails for every document',
    illegal('field [t] not present as part of path [t]'),
    /no document is accepted/,
  ],
  [
    'a proxy that answers 413 to everything',
    { kind: 'status', status: 413, body: '' },
    /no document is accepted/,
  ],
];

for (const [name, fault, remedy] of MISTAKES) {
  test(`operator-mistakes: ${name}: unready with the remedy, no dead letter, everything delivered once it is mended`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch } = scenario;
    let refused = 0;
    elasticsearch.inject = () => {
      refused++;
      return fault;
    };
    const container = scenario.docker.create({ name: 'prod1' });
    const make = combinedLines(seededRandom(71));
    for (let i = 0; i < 300; i++) container.printLine(make);
    const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--listen', '127.0.0.1:0');
    await agent.becomesUnready(remedy);
    await waitFor(
      () => refused > 10,
      () => `more tries; there were ${refused}`,
    );
    await agent.line(
      (line) => line.level === 50 && remedy.test(String(line.remedy)),
      'a loud error with the remedy',
    );
    elasticsearch.inject = () => undefined;
    await scenario.delivered();
    await agent.becomesReady();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered(`${refused} requests refused`);
  });
}

test('operator-mistakes: an alias of two real indices takes documents once one of them is chosen for writing', async (t) => {
  const scenario = await Scenario.begin(t);
  const { backend } = scenario.elasticsearch;
  const indices = [`${scenario.index}-1`, `${scenario.index}-2`];
  await backend.createAlias(scenario.index, indices);
  try {
    const container = scenario.docker.create({ name: 'prod1' });
    const make = combinedLines(seededRandom(77));
    for (let i = 0; i < 300; i++) container.printLine(make);
    const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--listen', '127.0.0.1:0');
    await agent.becomesUnready(/no write index is defined for alias .*; give the alias one write index/);
    await backend.chooseWriteIndex(scenario.index, indices[1]!);
    await scenario.delivered();
    await agent.becomesReady();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered();
  } finally {
    for (const index of indices) await backend.deleteIndex(index);
  }
});
