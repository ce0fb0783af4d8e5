import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import type { AgentProcess } from '../support/agent-process.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const WARN = 40;
/** Lines: many times what `--budget 1mib` holds. */
const BACKLOG = 10_000;
/** Of `--shutdown-timeout`: far longer than what is asked for here, even on a busy machine. */
const DEFAULT_TIMEOUT = 10_000;
const isDown = ({ msg }: { msg: string }): boolean => msg.includes('does not take requests');
const isUp = ({ msg }: { msg: string }): boolean => msg.includes('takes requests again');

test('elastic-down: down at the start and in the middle; nothing lost, memory and log stay small', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  await elasticsearch.refuse();
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(4));
  for (let i = 0; i < BACKLOG; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--budget', '1mib', '--batch-bytes', '128kib');
  await agent.line(isDown, 'that Elasticsearch is down');
  assert.ok(agent.running);

  await elasticsearch.listen();
  await agent.line(isUp, 'that Elasticsearch is up');
  await scenario.delivered();

  await elasticsearch.refuse();
  const told = agent.lines.filter(isDown).length;
  for (let i = 0; i < BACKLOG; i++) container.printLine(make);
  await agent.line(
    (line) => isDown(line) && agent.lines.filter(isDown).length > told,
    'that it is down again',
  );
  const mebibytes = residentMebibytes(agent);
  await elasticsearch.listen();
  await scenario.delivered();
  await agent.stop();

  await scenario.assertDelivered(
    `twice down, ${mebibytes} MiB resident with a backlog of ${BACKLOG.toLocaleString('en')} lines`,
  );
  assert.ok(mebibytes < 150, `${mebibytes} MiB resident`);
  const warnings = agent.lines.filter(({ level }) => level >= WARN);
  assert.ok(warnings.length <= 20, `${warnings.length} warnings: a quiet log says it once`);
});

test('elastic-down: a stop does not wait for it longer than it was told, says what is left, and loses nothing', async (t) => {
  const scenario = await Scenario.begin(t);
  await scenario.elasticsearch.refuse();
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 500; i++) container.print(`line ${i}`);
  const first = scenario.startAgent('prod1', '--shutdown-timeout', '500ms');
  await first.line(isDown, 'that Elasticsearch is down');
  const began = performance.now();
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  assert.ok(performance.now() - began < DEFAULT_TIMEOUT, 'no longer than it was told');
  const { documentsLeft, bytesLeft } = await first.line(
    ({ msg }) => msg.startsWith('Agent stopped'),
    'the end',
  );
  const { size } = statSync(container.logPath);
  assert.deepEqual([documentsLeft, bytesLeft], [500, size], 'it says what is left');

  await scenario.elasticsearch.listen();
  const second = scenario.startAgent('prod1');
  await scenario.delivered();
  await second.stop();
  await scenario.assertDelivered('stopped while down');
});

function residentMebibytes(agent: AgentProcess): number {
  const status = readFileSync(`/proc/${agent.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
