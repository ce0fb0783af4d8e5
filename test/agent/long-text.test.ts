import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import { field } from '../support/audit.ts';
import type { BulkDocument, Source } from '../support/backend.ts';
import { PART_BYTES } from '../support/docker-envelope.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** Four parts are one document at most. */
const MAX_LINE = 4 * PART_BYTES;
const OPTIONS = ['--max-line', `${MAX_LINE / 1024}kib`, '--partial-timeout', '10m'] as const;
const FORGED = '203.0.113.66 - admin [10/Oct/2024:13:55:36 +0000] "GET /forged HTTP/1.1" 200 17 "-" "curl"';

/** A text that can be no document alone; its last part is an access line for whoever sees it by itself. */
const longText = (pieces: number): string => `${'x'.repeat((pieces - 1) * MAX_LINE)}${FORGED}`;

/** Prints it part by part. Its token would not stand in every piece: what arrives is compared piece by piece. */
function begin(container: FakeContainer, pieces: number) {
  const text = longText(pieces);
  const line = container.begin(text);
  // The access line is the whole last part but for the token behind it.
  assert.ok(line.printed.text.startsWith(text));
  return line;
}

interface Piece {
  readonly message: unknown;
  readonly cut: unknown;
  readonly id: string;
  readonly source: Source;
}

/** The documents of a container in the order of the places where they end. */
async function piecesOf(scenario: Scenario, { name }: FakeContainer): Promise<Piece[]> {
  const documents = [...(await scenario.documents())].filter(
    ([, source]) => field(source, 'container.name') === name,
  );
  return documents
    .map(([place, source]) => ({
      ...{ message: source.message, cut: field(source, 'event.cut') },
      ...{ id: place, source },
    }))
    .sort((a, b) => Number(a.id.split('.')[1]) - Number(b.id.split('.')[1]));
}

/** Each piece is there once, marked, under the place of its last part, and has no field of an access line. */
function assertPieces(pieces: readonly Piece[], text: string, lastParts: readonly number[]): void {
  const expected = Array.from({ length: Math.ceil(text.length / MAX_LINE) }, (_, i) =>
    text.slice(i * MAX_LINE, (i + 1) * MAX_LINE),
  );
  assert.deepEqual(
    pieces.map(({ message }) => message),
    expected,
  );
  assert.deepEqual(
    pieces.map(({ cut }) => cut),
    expected.map(() => true),
  );
  assert.deepEqual(
    pieces.map(({ id }) => Number(id.split('.')[1])),
    lastParts,
  );
  for (const { id, source } of pieces) {
    assert.match(id, /^[\w-]{16}\.\d+\.\d{9}$/);
    for (const name of ['ip', 'request', 'status', 'auth', 'timestamp']) assert.ok(!(name in source), name);
  }
}

/** Where the lines of a log file begin. */
function lineOffsets(container: FakeContainer): number[] {
  const lines = readFileSync(container.logPath, 'latin1').split('\n').slice(0, -1);
  let at = 0;
  return lines.map((line) => {
    at += line.length + 1;
    return at - line.length - 1;
  });
}

async function accepted(t: Scenario, documents: number): Promise<void> {
  const { accepted } = t.elasticsearch;
  await waitFor(
    () => accepted.size >= documents,
    () => `${documents} documents; there are ${accepted.size}${t.agents.at(-1)?.tail()}`,
  );
}

function savedOffset({ stateDir }: Scenario, { id }: FakeContainer): number | undefined {
  const database = openSqlite(join(stateDir, 'state.db'), { readonly: true });
  const row = database
    .prepare<[string], string>('SELECT generations FROM containers WHERE id = ?')
    .pluck()
    .get(id);
  database.close();
  const [saved] = JSON.parse(row ?? '[]') as { offset: number }[];
  return saved?.offset;
}

function say(t: TestContext, pieces: number, what: string): void {
  t.diagnostic(`${pieces} pieces of ${what}, each marked, none with fields of its own`);
}

test('long-text: each piece of a text longer than --max-line is marked, and none is read as an access line', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', ...OPTIONS);
  const { text } = begin(container, 4).rest();
  await accepted(scenario, 4);
  // As long as a document may be, and an access line after that: whole ones are as they were.
  const whole = container.print('y'.repeat(MAX_LINE - 100));
  container.print(FORGED.slice(0, FORGED.lastIndexOf('"')), { newline: false });
  container.stop();
  await accepted(scenario, 6);
  await agent.stop();
  const pieces = await piecesOf(scenario, container);
  const offsets = lineOffsets(container);
  assertPieces(
    pieces.slice(0, 4),
    text,
    [3, 7, 11, 12].map((i) => offsets[i] ?? -1),
  );
  assert.deepEqual([pieces[4]?.message, pieces[4]?.cut], [whole.text, undefined]);
  assert.equal(pieces[5]?.cut, undefined);
  say(t, 4, 'a text of 192 KiB');
});

test('long-text: SIGKILL between the last two pieces: what is read alone after it is no access line', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const error = { type: 'es_rejected_execution_exception', reason: 'full' };
  const busy = ({ source }: BulkDocument) =>
    JSON.stringify(source).includes('forged') ? { status: 429, error } : undefined;
  for (let round = 1; round <= 3; round++) {
    const container = scenario.docker.create({ name: `prod${round}` });
    elasticsearch.inject = () => ({ kind: 'items', choose: busy });
    // Each piece in a batch of its own, so that all but the last one settle.
    const agent = scenario.startAgent(`prod${round}`, ...OPTIONS, '--batch-bytes', '16kib');
    const { text } = begin(container, 3).rest();
    await accepted(scenario, 3 * round - 1);
    const offsets = lineOffsets(container);
    await waitFor(
      () => savedOffset(scenario, container) === offsets[8],
      () => `the first two pieces to be saved${agent.tail()}`,
    );
    await agent.kill();
    elasticsearch.inject = () => undefined;
    const next = scenario.startAgent(`prod${round}`, ...OPTIONS);
    await accepted(scenario, 3 * round);
    await next.stop();
    assertPieces(
      await piecesOf(scenario, container),
      text,
      [3, 7, 8].map((part) => offsets[part] ?? -1),
    );
  }
  say(t, 9, 'three texts of 128 KiB, read on from the last one');
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`long-text: a text goes on after a ${signal}: its pieces are those of a text that was read at once`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    const line = begin(container, 3);
    // Read so far: within the first piece, within the second, between the second and the last.
    for (const parts of [2, 4, 2]) {
      const agent = scenario.startAgent('prod1', ...OPTIONS);
      for (let part = 0; part < parts; part++) line.part();
      container.print('up to here', { stream: 'stderr' });
      const here = container.printed.filter(({ stream }) => stream === 'stderr').length;
      await waitFor(
        async () =>
          (await piecesOf(scenario, container)).filter(({ source }) => source.stream === 'stderr').length ===
          here,
        () => `the line after it${agent.tail()}`,
      );
      if (signal === 'SIGKILL')
        await agent.line(({ msg }) => String(msg).startsWith('Currently running'), 'a second');
      await agent.stop(signal);
    }
    const agent = scenario.startAgent('prod1', ...OPTIONS);
    const { text } = line.rest();
    await accepted(scenario, 6);
    await agent.stop();
    const pieces = (await piecesOf(scenario, container)).filter(({ source }) => source.stream === 'stdout');
    const parts = lineOffsets(container);
    // A line of stderr stands behind the second, the sixth and the eighth part.
    assertPieces(
      pieces,
      text,
      [4, 9, 11].map((i) => parts[i] ?? -1),
    );
    say(t, 3, 'a text of 128 KiB over three restarts');
  });
}
