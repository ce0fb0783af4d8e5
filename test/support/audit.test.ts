import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { assertDelivered, audit } from './audit.ts';
import type { Documents, Source } from './backend.ts';
import { type FakeContainer, FakeDocker } from './docker-writer.ts';
import { combinedLines, seededRandom } from './lines.ts';
import type { Printed } from './ongoing-line.ts';

const KEY = 'AAAAAAAAAAAAAAAA';
const CHECK = '000000000';

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
    documents.set(`${KEY}.${i * 100}.${CHECK}`, arrived(container, printed, i * 100));
  });
  return { container, documents };
}

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
  documents.delete(`${KEY}.100.${CHECK}`);
  const report = audit([container], documents);
  assert.deepEqual(report.lost, [container.printed[1]]);
  assert.throws(() => assertDelivered(report), /4 lines: lost 1, doubled 0[\s\S]*one/);
});

test('a line in two documents is doubled', (t) => {
  const { container, documents } = delivered(t);
  documents.set(`${KEY}.999.${CHECK}`, documents.get(`${KEY}.200.${CHECK}`) ?? {});
  const report = audit([container], documents);
  assert.deepEqual(report.doubled, [
    `${container.printed[2]?.token}: ${KEY}.200.${CHECK} and ${KEY}.999.${CHECK}`,
  ]);
});

test('content that differs is wrong, field by field', (t) => {
  const { container, documents } = delivered(t);
  const [web = {}, one = {}] = [...documents.values()];
  documents.set(`${KEY}.0.${CHECK}`, { ...web, status: '200' });
  documents.set(`${KEY}.100.${CHECK}`, { ...one, message: `${one.message}\n`, container: {} });
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
  documents.set(`${KEY}.100.${CHECK}`, { ...two, log: { offset: 100 } });
  documents.set(`${KEY}.200.${CHECK}`, { ...one, log: { offset: 200 } });
  assert.equal(audit([container], documents).misordered.length, 1);

  documents.delete(`${KEY}.100.${CHECK}`);
  documents.delete(`${KEY}.200.${CHECK}`);
  documents.set(`BBBBBBBBBBBBBBBB.0.${CHECK}`, { ...one, log: { offset: 0 } });
  documents.set(`${KEY}.200.${CHECK}`, { ...two, log: { offset: 200 } });
  assert.deepEqual(audit([container], documents).misordered, [
    `${container.printed[2]?.token} as ${KEY}.200.${CHECK}`,
  ]);
});
