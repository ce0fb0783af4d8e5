import assert from 'node:assert/strict';
import { readFileSync, truncateSync } from 'node:fs';
import { test } from 'node:test';
import type { BulkDocument, BulkItem } from '../support/backend.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { PART_BYTES } from '../support/docker-envelope.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** A text of about so many parts, with what must survive escaping. */
const long = (parts: number): string => 'long "line" <&> \\ ü '.repeat(Math.floor((parts * PART_BYTES) / 21));

/** No time-out may decide here. */
const PATIENT = ['--partial-timeout', '10m'] as const;

test('partial-lines: lines over 16 KiB arrive whole, parts of two streams interleaved', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', ...PATIENT);
  container.print('x'.repeat(PART_BYTES - 17));
  container.print('x'.repeat(PART_BYTES - 16 - 2));
  for (let i = 0; i < 10; i++) {
    const out = container.begin(ascii(long(3)));
    const err = container.begin(ascii(long(4)), { stream: 'stderr' });
    while ([out.part(), err.part()].some(Boolean)) {
      // Both go on until neither has a part left.
    }
    container.print('short');
  }
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('20 long lines');
});

test('partial-lines: parts over a rotation, to another file and into a compressed one', async (t) => {
  const scenario = await Scenario.begin(t);
  for (const compress of [false, true]) {
    const container = scenario.docker.create({ name: `prod-${compress}`, maxFile: 9, compress });
    for (let i = 0; i < 3; i++) {
      const line = container.begin(ascii(long(3)));
      line.part();
      container.rotate();
      container.print('in between', { stream: 'stderr' });
      line.part();
      container.rotate();
      line.rest();
      container.print('short');
    }
  }
  const agent = scenario.startAgent('prod-*', ...PATIENT);
  await scenario.delivered();
  const live = scenario.docker.create({ name: 'prod-live', maxFile: 3 });
  const line = live.begin(ascii(long(2)));
  line.part();
  await readUpToHere(scenario, live);
  live.rotate();
  line.rest();
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('7 lines over rotations');
});

test('partial-lines: last words without a newline are a line when the container stops', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', ...PATIENT, '--scan-interval', '300ms');
  for (let i = 0; i < 3; i++) {
    container.print('hello');
    container.print('panic: out of', { newline: false, stream: 'stderr' });
    container.print(ascii(long(2)), { newline: false });
    container.stop();
    await scenario.delivered();
    container.start();
  }
  container.print('and again');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('3 stops in the middle of a line');
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`partial-lines: the agent is restarted by ${signal} in the middle of an unfinished line`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1', maxFile: 5 });
    for (let i = 0; i < 3; i++) {
      const agent = scenario.startAgent('prod1', ...PATIENT);
      const line = container.begin(ascii(long(3)));
      line.part();
      await readUpToHere(scenario, container);
      line.part();
      if (i === 1) container.rotate();
      await agent.stop(signal);
      line.rest();
    }
    const agent = scenario.startAgent('prod1', ...PATIENT);
    await scenario.delivered();
    await agent.stop();
    await scenario.assertDelivered('3 restarts in the middle of a line');
  });
}

test('partial-lines: a line given up by time-out ends there for good, its rest is a line of its own', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const first = scenario.startAgent('prod1', '--partial-timeout', '300ms');
  const text = 'z'.repeat(2 * PART_BYTES + 100);
  const line = container.begin(text);
  line.part();
  line.part();
  const { accepted } = scenario.elasticsearch;
  await waitFor(
    () => accepted.size === 1,
    () => `the given up beginning${first.tail()}`,
  );
  line.rest();
  await waitFor(() => accepted.size === 2, 'the rest');
  await first.kill();
  // The same bytes are perhaps read again, and must make the same documents.
  const second = scenario.startAgent('prod1', ...PATIENT);
  container.print('next');
  await waitFor(() => accepted.size === 3, 'the next line');
  await second.stop();

  const documents = [...(await scenario.documents())].sort(([a], [b]) => offsetOf(a) - offsetOf(b));
  const whole = line.printed.text;
  const messages = documents.map(([, source]) => source.message);
  assert.deepEqual(messages, [
    whole.slice(0, 2 * PART_BYTES),
    whole.slice(2 * PART_BYTES),
    container.printed[1]?.text,
  ]);
});

test('partial-lines: of a line over a rotation, sent before a SIGKILL, Docker deletes the beginning', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const container = scenario.docker.create({ name: 'prod1', maxFile: 2 });
  for (let i = 0; i < 4; i++) {
    // What has been stored is not acknowledged, and so not saved.
    elasticsearch.inject = () => ({ kind: 'reply-lost' });
    const agent = scenario.startAgent('prod1', ...PATIENT);
    const out = container.begin(ascii(long(3)));
    const err = container.begin(ascii(long(2)), { stream: 'stderr' });
    for (const line of [out, err]) line.part();
    // Either one goes on over the rotation; then the end of one is alone in the file.
    if (i % 2 === 0) err.rest();
    container.rotate();
    for (const line of [out, err]) line.rest();
    await scenario.delivered();
    await agent.kill();
    container.rotate();
    container.print(`the older file is gone ${i}`);
    elasticsearch.inject = () => undefined;
    const next = scenario.startAgent('prod1', ...PATIENT);
    await scenario.delivered();
    await next.stop();
  }
  await scenario.assertDelivered('4 kills, after which the beginnings of 6 lines were gone');
});

test('partial-lines: a line over a rotation whose beginning was deleted undelivered: its end arrives, marked', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 2 });
  const down = () => ({ kind: 'status', status: 503 }) as const;
  scenario.elasticsearch.inject = down;
  const agent = scenario.startAgent('prod1', ...PATIENT);
  const line = container.begin(ascii(long(2)));
  line.part();
  await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  container.rotate();
  line.rest();
  await waitFor(
    () => scenario.elasticsearch.seen.bulks > 0,
    () => `a request${agent.tail()}`,
  );
  await agent.kill();
  container.rotate();
  scenario.elasticsearch.inject = () => undefined;
  const next = scenario.startAgent('prod1', ...PATIENT);
  await waitFor(
    () => scenario.elasticsearch.accepted.size === 1,
    () => `the end${next.tail()}`,
  );
  await next.stop();
  const [document] = await scenario.documents();
  assert.ok(document);
  const [, { message, event }] = document;
  assert.deepEqual([message, event], [line.printed.text.slice(PART_BYTES), { cut: true }]);
});

/** Answers the items of documents that hold a whole long line. */
const items =
  (answer: BulkItem) =>
  (document: BulkDocument): BulkItem | undefined =>
    JSON.stringify(document.source).length > PART_BYTES ? answer : undefined;

test('partial-lines: a line over a rotation that is answered 429, while its file loses its end: its rest takes nothing of it', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const choose = items({ status: 429, error: { type: 'es_rejected_execution_exception', reason: 'full' } });
  elasticsearch.inject = () => ({ kind: 'items', choose });
  const container = scenario.docker.create({ name: 'prod1', maxFile: 3 });
  const agent = scenario.startAgent('prod1', ...PATIENT);
  const line = container.begin('a'.repeat(PART_BYTES + 100));
  line.part();
  await readUpToHere(scenario, container);
  container.rotate();
  line.rest();
  for (const text of ['kept', 'goes']) container.print(text);
  await waitFor(
    () => elasticsearch.accepted.size === 3,
    () => `the short lines${agent.tail()}`,
  );
  const [rest = '', kept = ''] = readFileSync(container.logPath, 'latin1').split('\n');
  truncateSync(container.logPath, rest.length + kept.length + 2);
  container.print('comes');
  await agent.line(({ msg }) => /has lost its end/.test(String(msg)), 'that the end is lost');
  // Nothing of the file is read again before the whole line has settled: its rest must not take the id.
  const texts = async () => [...(await scenario.documents()).values()].map(({ message }) => message);
  assert.equal((await texts()).length, 3);
  elasticsearch.inject = () => undefined;
  await waitFor(
    async () => (await texts()).length === 5,
    () => `the whole line and the one behind the lost end${agent.tail()}`,
  );
  await agent.stop();
  assert.deepEqual((await texts()).sort(), container.printed.map(({ text }) => text).sort());
});

test('partial-lines: a line over a rotation is a dead letter, its beginning deleted after a SIGKILL: the letter stays whole', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const choose = items({ status: 400, error: { type: 'mapper_parsing_exception', reason: 'too long' } });
  elasticsearch.inject = () => ({ kind: 'items', choose });
  const container = scenario.docker.create({ name: 'prod1', maxFile: 2 });
  const agent = scenario.startAgent('prod1', ...PATIENT);
  const line = container.begin('a'.repeat(PART_BYTES + 100));
  line.part();
  await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  container.rotate();
  line.rest();
  await waitFor(
    () => readDeadLetters(scenario.stateDir).length === 1,
    () => `the letter${agent.tail()}`,
  );
  await agent.kill();
  container.rotate();
  container.print('later');
  elasticsearch.inject = () => undefined;
  const next = scenario.startAgent('prod1', ...PATIENT);
  await waitFor(
    () => elasticsearch.accepted.size >= 1,
    () => `the next line${next.tail()}`,
  );
  await next.stop();
  const [letter] = readDeadLetters(scenario.stateDir);
  assert.ok(letter?.document.includes(line.printed.text));
  assert.deepEqual(
    [...(await scenario.documents())].map(([, { message }]) => message),
    [container.printed[1]?.text],
  );
});

/** Prints a line on the other stream and waits for it: everything before it has been read then. */
async function readUpToHere(scenario: Scenario, container: FakeContainer): Promise<void> {
  const { accepted } = scenario.elasticsearch;
  const unfinished = 1;
  container.print('up to here', { stream: 'stderr' });
  await waitFor(
    () => scenario.waiting <= unfinished,
    () => `the line after an unfinished one; ${accepted.size} accepted${scenario.agents.at(-1)?.tail()}`,
  );
}

/** Docker cuts by bytes, and a letter cut in two is lost to everyone. */
function ascii(text: string): string {
  return text.replaceAll('ü', 'u');
}

function offsetOf(id: string): number {
  return Number(id.split('.')[1]);
}
