import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

/** A name that never is one (RFC 6761). */
const UNKNOWN = 'http://nonexistent.invalid:9200';
const DNS = /nonexistent\.invalid:9200: .*DNS/;

test('dns-failure: one of two names is unknown: the other host takes everything', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(34));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const both = `${UNKNOWN},${scenario.elasticsearch.url}`;
  const health = ['--listen', '127.0.0.1:0'];
  const agent = scenario.startAgent('prod1', '--elasticsearch', both, '--batch-bytes', '16kib', ...health);
  await scenario.delivered();
  assert.equal(await agent.unready(), undefined);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('1 of 2 names unknown to DNS');
});

test('dns-failure: the only name is unknown: unready with the reason; a start with the right name delivers', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 100; i++) container.print(`line ${i}`);
  const first = scenario.startAgent('prod1', '--elasticsearch', UNKNOWN, '--listen', '127.0.0.1:0');
  await first.becomesUnready(DNS);
  assert.deepEqual(await first.stop('SIGKILL'), { code: null, signal: 'SIGKILL' });
  const second = scenario.startAgent('prod1');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('name unknown to DNS');
});
