import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { test } from 'node:test';
import { assertDelivered, audit } from '../support/audit.ts';
import { EmbeddedStore } from '../support/embedded-store.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const LINES = 3000;
const SEARCHES = 20;

const words = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ match: { request: `none${n}` } }));
const anyOf = (count: number) => ({ query: { bool: { should: words(count) } } });

test('store-search-bounds: beyond clauses, depth, sorts and the result window a search is a 400, and delivery goes on', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('first');
  const [agent, store] = await EmbeddedStore.start(scenario, 'prod1');
  await store.holds(1);
  const deep = `{"query":${'{"bool":{"must":['.repeat(30_000)}{"match_all":{}}${']}}'.repeat(30_000)}}`;
  const bodies: (object | string)[] = [
    anyOf(20_000),
    anyOf(1025),
    deep,
    deep.slice(0, 200_000),
    { query: { query_string: { query: 'a '.repeat(1025) } } },
    { sort: Array(33).fill('status') },
    { from: 9_991, size: 10 },
    { query: { terms: { status: Array(65_537).fill('1') } } },
  ];
  for (const body of bodies) {
    const { status, text } = await store.ask('/logs/_search', body);
    assert.equal(status, 400, JSON.stringify(body).slice(0, 60));
    assert.equal(JSON.parse(text).status, 400);
  }
  assert.match((await store.ask('/logs/_search', anyOf(20_000))).text, /too_many_clauses/);
  container.print('last');
  await store.holds(2);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});

test('store-search-bounds: many searches of 1,024 clauses at once, and every line is delivered meanwhile', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(4));
  for (let i = 0; i < LINES; i++) container.printLine(make);
  const [agent, store] = await EmbeddedStore.start(scenario, 'prod1');
  await store.holds(LINES);
  const over = new AbortController();
  setMaxListeners(2 * SEARCHES, over.signal);
  let ended = 0;
  const searches = Array.from({ length: SEARCHES }, async () => {
    await store.ask('/logs/_search', anyOf(1024), {}, over.signal).catch(() => {});
    ended++;
  });
  for (let i = 0; i < 10; i++) {
    container.print(`number ${i}`);
    await store.holds(LINES + i + 1);
  }
  assert.equal(ended, 0, 'the lines were delivered while all searches went on');
  // Nobody waits for them any more, so they end.
  over.abort();
  await Promise.all(searches);
  const report = audit([container], await store.documents());
  scenario.say(report, `${SEARCHES} searches of 1,024 clauses at once`);
  assertDelivered(report);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});
