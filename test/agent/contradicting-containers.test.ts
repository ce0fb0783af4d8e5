import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import type { Source } from '../support/backend.ts';
import { contradictions, Types } from '../support/contradictions.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { seed } from '../support/same-seed.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** A real server refuses by its own mapping; the one in memory by the rule that all of them share. */
const isReal = (process.env.LOGAGENT_TEST_ELASTICSEARCH ?? '') !== '';
/** Two hundred take a real server up to five minutes for its mappings: docs/testing.md has the figures. */
const CONTAINERS = Number(process.env.CONTRADICTING_CONTAINERS ?? 60);
const GOOD = 5;
const LINES = 200;
const MINUTES = 60_000;

const nameOf = (source: Source): string => String(field(source, 'container.name'));

for (const where of ['json', 'container', 'root']) {
  test(`contradicting-containers: every line arrives, and the lines of others arrive meanwhile, with --json-fields ${where}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch, docker } = scenario;
    if (!isReal) {
      const types = new Types();
      elasticsearch.inject = () => ({
        kind: 'items',
        choose: ({ source }) => {
          const conflict = types.conflict(JSON.parse(source) as Record<string, unknown>);
          const reason = `object mapping for [${conflict}] tried to parse field [${conflict}] as object`;
          return conflict === undefined
            ? undefined
            : { status: 400, error: { type: 'mapper_parsing_exception', reason } };
        },
      });
    }
    t.diagnostic(`seed ${seed}`);
    const apps = contradictions(seed, CONTAINERS).map(({ texts, ...options }) => {
      const container = docker.create(options);
      let printed = 0;
      const print = (): void => {
        const text = texts[printed++ % texts.length] ?? '';
        container.printLine((token) => ({ text: text.replace('T', token), fields: undefined }));
      };
      return { container, print };
    });
    const good = Array.from({ length: GOOD }, (_, i) => docker.create({ name: `good-${i}` }));
    for (const { print } of apps) for (let i = 0; i < 10; i++) print();
    const began = performance.now();
    const agent = scenario.startAgent('*', '--json-fields', where, '--batch-bytes', '256kib');
    await agent.line(({ msg }) => String(msg).includes('did not fit'), 'a document that is refused');

    // While the others go on contradicting each other, the good ones print all that they have, and it arrives.
    const make = combinedLines(seededRandom(8));
    for (const container of good) for (let i = 0; i < LINES; i++) container.printLine(make);
    let turn = 0;
    await waitFor(
      async () => {
        for (let i = 0; i < 20; i++) apps[turn++ % apps.length]?.print();
        const sources = [...(await scenario.documents()).values()];
        return sources.filter((source) => /^good-/.test(nameOf(source))).length === GOOD * LINES;
      },
      () => `the good ones' lines${agent.tail()}`,
      5 * MINUTES,
    );
    await scenario.delivered();
    const seconds = (performance.now() - began) / 1000;
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    const documents = [...(await scenario.documents()).values()];
    const simple = documents.filter((source) => field(source, 'event.kind') === 'pipeline_error');
    assert.deepEqual(readDeadLetters(scenario.stateDir), []);
    const report = await scenario.audit();
    scenario.say(
      { ...report, wrong: [] },
      `${CONTAINERS} contradicting containers, ${simple.length} simplified, ${seconds.toFixed(1)} s`,
    );
    assert.deepEqual([report.lost, report.doubled, report.foreign, report.misordered], [[], [], [], []]);
    assert.ok(simple.length > 0);
    const simpleGood = simple.filter((source) => /^good-/.test(nameOf(source)));
    if (where !== 'root') assert.deepEqual(simpleGood, []);
  });
}
