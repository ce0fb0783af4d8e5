import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLES } from '../parse/multiline/examples.ts';
import { envelope, rfc3339Nano } from '../support/docker-envelope.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const KILLS = 20;

/** A line as Docker writes it, at the time that it is. */
function print(container: FakeContainer, text: string, stream: 'stdout' | 'stderr' = 'stderr'): void {
  const now = BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n);
  container.writeRaw(envelope(Buffer.from(`${text}\n`), stream, rfc3339Nano(now)));
}

/** Sorted, for a server has its own order. */
async function messagesOf(scenario: Scenario): Promise<string[]> {
  const documents = await scenario.elasticsearch.backend.documents(scenario.index);
  return [...documents.values()]
    .map((document) => String((document as { message?: unknown }).message))
    .toSorted();
}

/** Every line of the traces bears this number, so that each can be told from all others. */
const numbered = (text: string, number: number) => text.replaceAll(/\bx\b/g, `x${number}`).split('\n');

test('multiline: a lone error comes soon, and a trace of each language is one document', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1');
  print(container, 'ready', 'stdout');
  await waitFor(async () => (await messagesOf(scenario)).length === 1, 'the first line');
  const began = performance.now();
  print(container, 'ERROR alone');
  await waitFor(async () => (await messagesOf(scenario)).length === 2, 'the error');
  t.diagnostic(`${Math.round(performance.now() - began)} ms`);
  for (const text of Object.values(EXAMPLES)) {
    for (const each of text.split('\n')) print(container, each);
    print(container, 'between');
  }
  const count = 2 + 2 * Object.keys(EXAMPLES).length;
  await waitFor(async () => (await messagesOf(scenario)).length >= count, 'all traces');
  await agent.stop();
  assert.equal((await messagesOf(scenario)).length, count);
});

/** Writes on and on while the agent runs, and kills it in the middle of what is written. */
async function killAgain(
  scenario: Scenario,
  args: Parameters<Scenario['startAgent']>,
  write: (pause: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  // What is held up for as long as the agent waits for its next line would be two.
  const soon = () => new Promise<void>((resolve) => setImmediate(resolve));
  const random = seededRandom(12);
  for (let kills = 1; kills <= KILLS; kills++) {
    const agent = scenario.startAgent(...args, '--batch-bytes', '16kib', '--budget', '256kib');
    for (let i = 0; i < 30; i++) await write(soon);
    const enough = scenario.elasticsearch.accepted.size + 20;
    await waitFor(() => scenario.elasticsearch.accepted.size > enough || random() < 0.1, 'some documents');
    await write(() => agent.kill());
    await agent.kill();
  }
}

test(`multiline: SIGKILL ${KILLS} times in the middle of traces, and rotations there`, async (t) => {
  const scenario = await Scenario.begin(t);
  const random = seededRandom(11);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 1000 });
  const wanted: string[] = [];
  const trace = async (number: number, pause: () => Promise<unknown>) => {
    const lines = numbered(EXAMPLES['Java behind a log line, with a cause'] ?? '', number);
    lines[0] = `ERROR n${number}`;
    lines.splice(2, 0, ...Array.from({ length: 5 }, (_, i) => `\tat n${number}.f${i}(F.java:1)`));
    wanted.push(lines.join('\n'));
    for (const [i, each] of lines.entries()) {
      print(container, each);
      if (random() < 0.05) container.rotate();
      if (random() < 0.2) print(container, `out ${number} ${i}`, 'stdout');
      if (random() < 0.05) await pause();
    }
  };
  let number = 0;
  await killAgain(scenario, ['prod1'], (pause) => trace(++number, pause));
  print(container, 'end');
  const agent = scenario.startAgent('prod1');
  await waitFor(
    async () =>
      (await messagesOf(scenario)).includes('end') && (await messagesOf(scenario)).length >= number + 1,
    () => `the end${agent.tail()}`,
  );
  await agent.stop();
  const found = (await messagesOf(scenario)).filter(
    (message) => !message.startsWith('out ') && message !== 'end',
  );
  assert.deepEqual(found, wanted.toSorted());
});

test(`multiline: by patterns of options and labels, SIGKILL ${KILLS} times in the middle, and rotations there`, async (t) => {
  const scenario = await Scenario.begin(t);
  const random = seededRandom(13);
  const labels = { 'logagent.multiline': 'continue:^  ' };
  const containers = [
    scenario.docker.create({ name: 'by-option', maxFile: 1000 }),
    scenario.docker.create({ name: 'by-label', maxFile: 1000, labels }),
    scenario.docker.create({ name: 'off', maxFile: 1000, labels: { 'logagent.multiline': 'off' } }),
  ];
  const wanted: string[] = [];
  let number = 0;
  const write = async (pause: () => Promise<unknown>) => {
    const lines = [`BEGIN ${++number}`, ...[1, 2, 3].map((i) => `  ${number}.${i}`)];
    wanted.push(...[1, 2].map((i) => `${i} ${lines.join('\n')}`), ...lines.map((text) => `3 ${text}`));
    for (const each of lines) {
      for (const container of containers) print(container, each);
      if (random() < 0.05) containers[number % 3]?.rotate();
      if (random() < 0.05) await pause();
    }
  };
  const args: Parameters<Scenario['startAgent']> = [
    '*',
    '--multiline-start',
    '^%{MARK} ',
    '--pattern-definition',
    'MARK=[A-Z]+',
  ];
  await killAgain(scenario, args, write);
  const agent = scenario.startAgent(...args);
  const names = containers.map(({ name }) => name);
  const found = async () => {
    const documents = [...(await scenario.elasticsearch.backend.documents(scenario.index)).values()];
    return (documents as { message: string; container: { name: string } }[]).map(
      ({ message, container }) => `${names.indexOf(container.name) + 1} ${message}`,
    );
  };
  await waitFor(
    async () => (await found()).length >= wanted.length,
    () => `the end${agent.tail()}`,
  );
  await agent.stop();
  assert.deepEqual((await found()).toSorted(), wanted.toSorted());
});

test('multiline: a label that can not be used is told with the remedy, and the option counts', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', labels: { 'logagent.multiline': 'start:(' } });
  for (const text of ['# a', 'b', '# c']) print(container, text);
  const agent = scenario.startAgent('prod1', '--multiline-start', '^#');
  await waitFor(async () => (await messagesOf(scenario)).length === 2, 'the documents');
  container.rotate();
  print(container, '# d');
  await waitFor(async () => (await messagesOf(scenario)).length === 3, 'the last one');
  await agent.stop();
  assert.deepEqual(await messagesOf(scenario), ['# a\nb', '# c', '# d']);
  const told = agent.output.match(/.*The label logagent\.multiline.*/g) ?? [];
  assert.equal(told.length, 1, agent.output);
  assert.match(told[0] ?? '', /prod1.*start:\(.*Unterminated group/);
});
