import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentProcess } from '../support/agent-process.ts';
import { BusyWriter } from '../support/busy-writer.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const LIMIT = 100;
const LIMITED = ['/bin/sh', '-c', `ulimit -n ${LIMIT}; exec "$@"`, 'sh'];
const CONTAINERS = 300;
/** At most so many. */
const REMOVED = 5;
const ERROR = 50;
const random = seededRandom(31);
const make = combinedLines(random);

/** A third have compressed siblings, a third plain ones, a third none. */
function createAll({ docker }: Scenario): FakeContainer[] {
  return Array.from({ length: CONTAINERS }, (_, n) => {
    const name = `c${n}`;
    const container = docker.create({ name, maxSize: 20_000, maxFile: 20, compress: n % 3 === 0 });
    for (let generation = 0; generation < (n % 3 === 2 ? 1 : 3); generation++) {
      if (generation > 0) container.rotate();
      for (let i = 0; i < 15; i++) container.printLine(make);
    }
    container.finishCompression();
    return container;
  });
}

/** Those whose only file is held open. */
function held(agent: AgentProcess, containers: readonly FakeContainer[]): FakeContainer[] {
  const open = new Set(agent.openFiles());
  return containers.filter(({ logPath }, n) => n % 3 === 2 && open.has(logPath));
}

test('descriptors-short: 100 descriptors, 300 containers with rotated, compressed and removed files, written to meanwhile', async (t) => {
  const scenario = await Scenario.begin(t);
  const containers = createAll(scenario);
  await scenario.elasticsearch.refuse();
  const options = ['--budget', '128kib', '--batch-bytes', '32kib', '--max-shippers', '8'];
  const agent = scenario.startAgentBy(LIMITED, '*', ...options, '--scan-interval', '1s');
  // By then every folder has been looked at. Which files are open is the folder's order, which is another one each time.
  await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  await waitFor(
    () => held(agent, containers).length > 0,
    () => `files held open${agent.tail()}`,
  );
  // What is held open outlives its name. Not begun yet, so that all of it is unread.
  const removed = held(agent, containers).slice(-REMOVED);
  for (const container of removed) container.remove();
  const stay = containers.filter((container) => !removed.includes(container));

  await scenario.elasticsearch.listen();
  const writer = new BusyWriter(
    () => {
      for (let i = 0; i < 40; i++) stay[Math.floor(random() * stay.length)]?.printLine(make);
    },
    () => scenario.waiting < 2000,
  );
  const enough = scenario.waiting + CONTAINERS * 50;
  let most = 0;
  await waitFor(
    () => {
      most = Math.max(most, agent.openFiles().length);
      return stay.reduce((sum, { printed }) => sum + printed.length, 0) >= enough;
    },
    () => `${enough} lines printed${agent.tail()}`,
    120_000,
  );
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`at most ${most} of ${LIMIT} descriptors open for ${CONTAINERS} containers`);
  assert.ok(most > CONTAINERS / 10, 'as many are held as may be');
  assert.deepEqual(
    agent.lines.filter(({ level }) => level >= ERROR),
    [],
  );
});

test('descriptors-short: too few to start with: a sentence with the remedy, no stack', async (t) => {
  const scenario = await Scenario.begin(t);
  for (const limit of [24, 26, 28]) {
    const wrapper = ['bash', '-c', `ulimit -n ${limit}; exec "$@"`, 'bash'];
    // The embedded store needs a thread, and so more of them than any other part.
    const agent = scenario.startAgentBy(
      wrapper,
      'prod1',
      '--elasticsearch',
      '',
      '--store-listen',
      '127.0.0.1:0',
    );
    assert.deepEqual(await agent.exited, { code: 1, signal: null });
    // Which of them fails first depends on Node, and SQLite doesn't tell why.
    assert.match(
      agent.output,
      new RegExp(`[^.]\\. Raise the limit of open files \\(ulimit -n\\), now ${limit}, to 64`),
    );
    assert.doesNotMatch(agent.output, /^ +at /m);
  }
});
