import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkOfTime } from '../../src/parse/check.ts';
import { assertDelivered, audit } from './audit.ts';
import type { Documents, Source } from './backend.ts';
import { type FakeContainer, FakeDocker } from './docker-writer.ts';
import { combinedLines, seededRandom } from './lines.ts';
import type { Printed } from './ongoing-line.ts';

const KEY = 'AAAAAAAAAAAAAAAA';

/** A container with four lines, and an index in which all of them have arrived. */
function delivered(t: TestContext): { container: FakeContainer; documents: Documents } {
  const folder = fs.mkdtempSync(join(tmpdir(), 'logagent-support-'));
  const docker = new FakeDocker(folder);
  t.after(() => {
    docker.close();
    fs.rmSync(folder, { recursive: true });
  });
  const container = docker.create({ name: 'prod1' });
  container.printLine(combinedLines(seededRandom(1)));
  container.print('one');
  container.print('two');
  container.print('three', { stream: 'stderr' });
  const documents: Documents = new Map();
  container.printed.forEach((printed, i) => {
    documents.set(idOf(printed, i * 100), arrived(container, printed, i * 100));
  });
  return { container, documents };
}

function idOf({ time }: Printed, offset: number, key = KEY): string {
  return `${key}.${offset}.${checkOfTime(time)}`;
}

/** Of the printed line that was put there by `delivered`. */
const idAt = ({ printed }: FakeContainer, number: number) => idOf(printed[number] as Printed, number * 100);

function arrived(container: FakeContainer, printed: Printed, offset: number): Source {
  return {
    '@timestamp': printed.time,
    stream: printed.stream,
    host: { name: hostname() },
    container: { id: container.id, name: container.name, image: container.image },
    log: { offset },
    ...(printed.fields ?? { message: printed.text }),
  };
}

test('everything delivered', (t) => {
  const { container, documents } = delivered(t);
  const report = audit([container], documents);
  assertDelivered(report);
  assert.equal(report.lines, 4);
  assert.equal(report.documents, 4);
});

test('a line without a document is lost', (t) => {
  const { container, documents } = delivered(t);
  documents.delete(idAt(container, 1));
  const report = audit([container], documents);
  assert.deepEqual(report.lost, [container.printed[1]]);
  assert.throws(() => assertDelivered(report), /4 lines: lost 1, doubled 0[\s\S]*one/);
});

test('a line in two documents is doubled', (t) => {
  const { container, documents } = delivered(t);
  const other = idOf(container.printed[2]!, 999);
  documents.set(other, documents.get(idAt(container, 2)) ?? {});
  const report = audit([container], documents);
  assert.deepEqual(report.doubled, [`${container.printed[2]?.token}: ${idAt(container, 2)} and ${other}`]);
});

test('content that differs is wrong, field by field', (t) => {
  const { container, documents } = delivered(t);
  const [web = {}, one = {}] = [...documents.values()];
  documents.set(idAt(container, 0), { ...web, status: '200' });
  documents.set(idAt(container, 1), { ...one, message: `${one.message}\n`, container: {} });
  const wrong = audit([container], documents).wrong.join('\n');
  assert.match(wrong, /status is "200", not \d+/);
  assert.match(wrong, /message is "one [^"]*\\n"/);
  assert.match(wrong, /container\.name is undefined, not "prod1"/);
});

test('a document that holds nothing printed is foreign', (t) => {
  const { container, documents } = delivered(t);
  documents.set('x', { message: 'who am I' });
  assert.deepEqual(audit([container], documents).foreign, ['x: {"message":"who am I"}']);
});

test('events of one stream must lie in the order of their offsets and generations', (t) => {
  const { container, documents } = delivered(t);
  const [, one = {}, two = {}] = [...documents.values()];
  const [first, second] = [container.printed[1]!, container.printed[2]!];
  for (const number of [1, 2]) documents.delete(idAt(container, number));
  documents.set(idOf(second, 100), { ...two, log: { offset: 100 } });
  documents.set(idOf(first, 200), { ...one, log: { offset: 200 } });
  assert.equal(audit([container], documents).misordered.length, 1);

  documents.delete(idOf(second, 100));
  documents.delete(idOf(first, 200));
  documents.set(idOf(first, 0, 'BBBBBBBBBBBBBBBB'), { ...one, log: { offset: 0 } });
  documents.set(idOf(second, 200), { ...two, log: { offset: 200 } });
  assert.deepEqual(audit([container], documents).misordered, [
    `${container.printed[2]?.token} as ${idOf(second, 200)}`,
  ]);
});

test('the check of an id is the fraction of the line’s time', (t) => {
  const { container, documents } = delivered(t);
  const [web = {}] = [...documents.values()];
  documents.delete(idAt(container, 0));
  const fraction = idAt(container, 0).slice(-9);
  documents.set(`${KEY}.0.000000000`, web);
  const { wrong } = audit([container], documents);
  assert.deepEqual(wrong, [`${KEY}.0.000000000: the check is "${fraction}", not "000000000"`]);
});

test('a line of several parts has the place of its last one; its own offset is that of the first', (t) => {
  const { container, documents } = delivered(t);
  const long = container.print('x'.repeat(20_000));
  documents.set(idOf(long, 0, 'BBBBBBBBBBBBBBBB'), arrived(container, long, 400));
  assertDelivered(audit([container], documents));
});
