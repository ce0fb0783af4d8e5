import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDelivered, audit } from '../support/audit.ts';
import { EmbeddedStore } from '../support/embedded-store.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const LINES = 2000;
const STOPS = 3;

const clauses = Array.from({ length: 1024 }, (_, n) => ({ match: { request: `none${n}` } }));
const search = { query: { bool: { should: clauses } } };

test('store-stopped-while-searching: the searches are given up with 503, half a body is cut off, and the agent ends in order', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(5));
  for (let i = 0; i < LINES; i++) container.printLine(make);
  for (let stop = 0; stop < STOPS; stop++) {
    const [agent, store] = await EmbeddedStore.start(scenario, 'prod1');
    await store.holds(LINES);
    const searches = Array.from({ length: 8 }, () =>
      store.ask('/logs/_search', search).then(
        ({ status }) => status,
        () => 'reset',
      ),
    );
    const half = store.open(
      'POST /logs/_bulk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"create"',
    );
    // Answered after all of the searches have begun.
    await store.ask('/');
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    assert.doesNotMatch(agent.output, /FATAL|MaybeLocal|Abort/i);
    for (const status of await Promise.all(searches)) assert.ok([503, 'reset'].includes(status), `${status}`);
    half.destroy();
  }
  const [agent, store] = await EmbeddedStore.start(scenario, 'prod1');
  await store.holds(LINES);
  const report = audit([container], await store.documents());
  scenario.say(report, `stopped ${STOPS} times while 8 searches ran`);
  assertDelivered(report);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});
