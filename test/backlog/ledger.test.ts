import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';
import { Parser } from '../../src/parse/parser.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { type BacklogFile, IMAGE, Pattern, planBacklog, writeBacklog } from './container-backlog.ts';
import { Ledger } from './ledger.ts';

const LINES = 1000;

/** A backlog on disk of two containers, the first with a rotated file, and what the parser makes of each file. */
function backlog(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'logagent-ledger-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const pattern = new Pattern(LINES);
  const files = planBacklog(pattern, { dir, containers: 2, bytes: 6 * pattern.bytes });
  writeBacklog(pattern, files);
  return { pattern, files, bodies: files.map(bodyOf) };
}

function bodyOf({ key, containerId, containerName, path }: BacklogFile): Buffer {
  const bytes = readFileSync(path);
  const container = { id: containerId, name: containerName, image: IMAGE, labels: {} };
  const source = { key, container, path, notes: NO_NOTES };
  const writer = new BatchWriter({
    ...{ batchBytes: 64 * 1024 * 1024, budgetBytes: 128 * 1024 * 1024 },
    ...{ onFull: () => assert.fail('one body is enough'), onRoom: () => {} },
  });
  const options = {
    hostName: 'h',
    envelope: new DockerEnvelope(),
    maxEventBytes: 1024 * 1024,
    labels: () => true,
  } as const;
  new Parser(options).parse({ source, from: 0, to: bytes.length, bytes, cut: false }, writer);
  const batch = writer.seal();
  assert.ok(batch);
  return Buffer.from(batch.body.subarray(0, batch.length));
}

test('a container has one file, or a rotated one before it with lower numbers', (t) => {
  const { files } = backlog(t);
  const named = files.map(({ containerName, path, first, lines }) => [
    ...[containerName, path.endsWith('.log.1') ? 'rotated' : 'live'],
    ...[first, lines],
  ]);
  assert.deepEqual(named, [
    ['backlog1', 'rotated', 1, 2000],
    ['backlog1', 'live', 2001, 2000],
    ['backlog2', 'live', 1, 2000],
  ]);
  assert.equal(new Set(files.map(({ key }) => key)).size, 3);
});

test('the lines of a file are numbered in request and time, all else is the same', (t) => {
  const { files, pattern } = backlog(t);
  const text = readFileSync(files[1]!.path, 'utf8').split('\n');
  const numbers = text.slice(0, -1).map((line) => /line=(\d{8})/.exec(line)?.[1]);
  const times = text.slice(0, -1).map((line) => /12:30:15\.(\d{8})1Z"}$/.exec(line)?.[1]);
  const expected = Array.from({ length: 2000 }, (_, i) => String(2001 + i).padStart(8, '0'));
  assert.deepEqual(numbers, expected);
  assert.deepEqual(times, expected);
  assert.equal(Buffer.byteLength(text.join('\n')), 2 * pattern.bytes);
});

test('all documents, each once: nothing is missing, doubled or wrong', (t) => {
  const { pattern, files, bodies } = backlog(t);
  const ledger = new Ledger(pattern, files);
  assert.deepEqual(
    bodies.map((body) => ledger.enter(body)),
    [2000, 2000, 2000],
  );
  const { examples, incomplete, ...counts } = ledger.account();
  assert.deepEqual(examples, []);
  assert.deepEqual(incomplete, []);
  assert.deepEqual(counts, { documents: 6000, lines: 6000, doubled: 0, wrong: 0, comparedWhole: 6 });
});

test('what comes twice is doubled, and what does not come is missing', (t) => {
  const { pattern, files, bodies } = backlog(t);
  const ledger = new Ledger(pattern, files);
  for (const body of [bodies[0]!, bodies[2]!, bodies[0]!]) ledger.enter(body);
  const { documents, lines, doubled, incomplete } = ledger.account();
  assert.deepEqual({ documents, lines, doubled }, { documents: 6000, lines: 4000, doubled: 2000 });
  assert.deepEqual(incomplete, [`${files[1]!.path}: 0 of 2000 lines`]);
});

test('a document under the id of another line, of an unknown file or of no line is wrong', (t) => {
  const { pattern, files, bodies } = backlog(t);
  const wrong = (text: string): number => {
    const ledger = new Ledger(pattern, files);
    ledger.enter(Buffer.from(text));
    return ledger.account().wrong;
  };
  const [action = '', source = '', , other = ''] = bodies[2]!.toString().split('\n');
  assert.equal(wrong(`${action}\n${source}\n`), 0);
  assert.equal(wrong(`${action}\n${other}\n`), 1);
  assert.equal(wrong(`${action.replace('.0.', '.1.')}\n${source}\n`), 1);
  assert.equal(wrong(`${action.replace('.0.', `.${2 * pattern.bytes}.`)}\n${source}\n`), 1);
  assert.equal(wrong(`${action.replace('1"}', '2"}')}\n${source}\n`), 1);
  assert.equal(wrong(`${action.replace(files[2]!.key, 'AAAAAAAAAAAAAAAA')}\n${source}\n`), 1);
  assert.equal(wrong(`${action}\n${source}`), 1);
});

test('one document in many is compared in every field', (t) => {
  const { pattern, files, bodies } = backlog(t);
  const ledger = new Ledger(pattern, files);
  ledger.enter(Buffer.from(bodies[0]!.toString().replaceAll(/"status":\d+/g, '"status":999')));
  const { comparedWhole, wrong } = ledger.account();
  assert.deepEqual({ comparedWhole, wrong }, { comparedWhole: 2, wrong: 2 });
});
