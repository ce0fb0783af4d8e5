import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentProcess, LogLine } from '../support/agent-process.ts';
import { envelope, splitParts } from '../support/docker-envelope.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const GENERATIONS = 10;
const LINES = 80;
const ERROR = 50;
const make = combinedLines(seededRandom(32));

const heldOpen = ({ msg }: LogLine): boolean =>
  msg === 'Following container' || msg === 'Log file was rotated';
const gaveUp = ({ msg }: LogLine): boolean => msg.includes('given up');
const holding = ({ msg }: LogLine): boolean => msg.includes('are held open until they are shipped');
const holdsNoMore = ({ msg }: LogLine): boolean => msg.includes('that were held open have been read');

/** As Docker with max-file=1: each file is deleted when the next one begins, not before the agent has it open. */
async function rotateAll(container: FakeContainer, agent: AgentProcess): Promise<void> {
  for (let generation = 0; generation < GENERATIONS; generation++) {
    for (let i = 0; i < LINES; i++) container.printLine(make);
    await waitFor(
      () => agent.lines.filter(heldOpen).length > generation,
      () => `generation ${generation} held open${agent.tail()}`,
    );
    container.rotate();
  }
  container.print('the last file');
}

/** Elasticsearch is down, and next to nothing is read meanwhile. */
async function begin(scenario: Scenario, ...options: string[]): Promise<[FakeContainer, AgentProcess]> {
  await scenario.elasticsearch.refuse();
  const container = scenario.docker.create({ name: 'prod1', maxFile: 1 });
  const agent = scenario.startAgent('prod1', '--budget', '8kib', '--batch-bytes', '4kib', ...options);
  await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  return [container, agent];
}

/** The bytes that an event takes in Docker's file. */
function bytesOf({ text, stream, time }: FakeContainer['printed'][number]): number {
  const parts = splitParts(Buffer.from(text), true);
  return parts.reduce((sum, part) => sum + Buffer.byteLength(envelope(part, stream, time)), 0);
}

test('deleted-files-held: beyond --hold-deleted-max the oldest is given up, counted, and nothing else is missing', async (t) => {
  const scenario = await Scenario.begin(t);
  const [container, agent] = await begin(scenario, '--hold-deleted-max', '64kib', '--scan-interval', '200ms');
  await rotateAll(container, agent);
  await agent.line(gaveUp, 'that something was given up');
  await waitFor(
    () => agent.openFiles().filter((path) => path.endsWith('(deleted)')).length <= 3,
    () => `at most 64 KiB held${agent.tail()}`,
  );
  const sum = (field: string): number =>
    agent.lines.filter(gaveUp).reduce((total, line) => total + Number(line[field]), 0);

  await scenario.elasticsearch.listen();
  await waitFor(
    () => scenario.waiting === sum('lines'),
    () => `all but ${sum('lines')} lines delivered, ${scenario.waiting} are not${agent.tail()}`,
  );
  await agent.stop();
  const told = agent.lines.filter(gaveUp);
  const report = await scenario.audit();
  scenario.say(report, `${told.length} files given up, ${sum('lines')} lines in ${sum('bytes')} bytes`);
  assert.equal(report.lost.length, sum('lines'));
  assert.equal(
    report.lost.reduce((total, printed) => total + bytesOf(printed), 0),
    sum('bytes'),
  );
  const { doubled, misordered, wrong, foreign } = report;
  assert.deepEqual(
    { doubled, misordered, wrong, foreign },
    { doubled: [], misordered: [], wrong: [], foreign: [] },
  );
  for (const { level, container: name, path, remedy } of told) {
    assert.deepEqual([level, name, path], [ERROR, 'prod1', container.logPath]);
    assert.match(String(remedy), /--hold-deleted-max/);
  }
});

test('deleted-files-held: below the limit nothing is lost, and what is held is told once', async (t) => {
  const scenario = await Scenario.begin(t);
  const [container, agent] = await begin(scenario, '--hold-deleted-max', '900kib');
  await rotateAll(container, agent);
  await agent.line(holding, 'that deleted files are held');
  await scenario.elasticsearch.listen();
  await scenario.delivered();
  await agent.line(holdsNoMore, 'that no more are held');
  await waitFor(
    () => agent.openFiles().every((path) => !path.endsWith('(deleted)')),
    () => `nothing deleted is open${agent.tail()}`,
  );
  await agent.stop();
  await scenario.assertDelivered(`${GENERATIONS} files read after they were deleted`);
  assert.equal(agent.lines.filter(holding).length, 1);
  assert.deepEqual(agent.lines.filter(gaveUp), []);
});
